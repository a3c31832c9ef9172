package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.DiskFullException;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of 4 MiB, which only a privileged user can mount. */
@DisplayName("A growable segment on a full disk")
@EnabledIf("canMount")
class GrowableSegmentFullDiskTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private Path disk;

    static boolean canMount() throws IOException, InterruptedException {
        Path probe = Files.createTempDirectory("mount");
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", probe.toString());
        if (mounted) {
            run("umount", probe.toString());
        }
        Files.delete(probe);
        return mounted;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(directory.resolve("disk"));
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString())).isTrue();
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        assertThat(run("umount", disk.toString())).isTrue();
    }

    @Test
    @DisplayName("is refused when it grows, and no store meets the disk's end")
    void refusedAtGrowth() {
        try (Pool pool =
                Pool.builder().name("onDisk").capacity(16 * MIB).source(MemorySource.file(disk.resolve("pool")))
                        .purge(false).build()) {
            try (GrowableSegment segment = GrowableSegment.of(pool, 3 * MIB, 16 * MIB)) {
                segment.segment().fill((byte) 7);

                assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> segment.grow(6 * MIB))
                        .withMessageContaining("disk full");
                assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> GrowableSegment.of(pool, 2 * MIB));

                assertThat(segment.byteSize()).isEqualTo(3 * MIB);
                assertThat(pool.usedBytes()).isEqualTo(3 * MIB);
                segment.grow(4 * MIB - (64 << 10));
                segment.segment().asSlice(3 * MIB).fill((byte) 8);
                assertThat(segment.segment().get(JAVA_BYTE, 3 * MIB - 1)).isEqualTo((byte) 7);
            }
            assertThat(pool.usedBytes()).isZero();
        }
    }
}
