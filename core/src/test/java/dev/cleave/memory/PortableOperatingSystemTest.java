package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortableOperatingSystemTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private static PoolBuilder portable() {
        return Pool.builder().operatingSystem(OperatingSystem.portable()).capacity(4 * MIB);
    }

    @Test
    void anonymousMemoryWorksAndIsAllCommitted() {
        try (Pool pool = portable().build()) {
            MemorySegment block = pool.allocate(10_000, 2 * MIB);
            block.fill((byte) 1);

            assertThat(block.address() % (2 * MIB)).isZero();
            assertThat(pool.usage().committedBytes()).isEqualTo(4 * MIB);
            assertThat(pool.trim()).isZero();
            pool.free(block);
            assertThat(pool.usage().usedBytes()).isZero();
        }
    }

    @Test
    void aFileWorks() {
        Path file = directory.resolve("pool");
        try (Pool pool = portable().source(MemorySource.file(file)).prefault(true).build()) {
            pool.memory().set(JAVA_BYTE, 100, (byte) 42);
        }

        try (Pool pool = portable().source(MemorySource.file(file)).build()) {
            assertThat(pool.memory().get(JAVA_BYTE, 100)).isEqualTo((byte) 42);
        }
    }

    @Test
    void whatNeedsLinuxSaysSoByName() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> portable().source(MemorySource.memfd("x")).build())
                .withMessageContaining("memfd x needs 64-bit Linux");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> portable().source(MemorySource.explicitHugePages()).build())
                .withMessageContaining("explicit huge pages needs");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> portable().source(MemorySource.transparentHugePages()).build());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> portable().node(0).build())
                .withMessageContaining("NUMA");
    }
}
