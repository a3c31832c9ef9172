package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.Pool;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("A block that is pinned for long and kept from child processes")
@EnabledOnOs(OS.LINUX)
class UnforkedBlocksTest {
    private final Pool pool = Pool.builder().name("pinned").capacity(8 << 20).build();
    private final MovableBlocks blocks = MovableBlocks.over(pool);

    @AfterEach
    void close() {
        blocks.close();
        pool.close();
    }

    private static boolean isKept(long address) throws IOException {
        return MappingFlags.at(address).contains(" dc");
    }

    @Test
    @DisplayName("is so until its last such pin is closed")
    void untilTheLast() throws IOException {
        MovableBlock block = blocks.allocate(10_000);
        LongPin plain = block.pinLong();
        LongPin first = block.pinLong();
        LongPin second = block.pinLong();
        long address = plain.address();
        assertThat(isKept(address)).isFalse();
        first.keepFromChildren();
        first.keepFromChildren();
        second.keepFromChildren();
        first.segment().fill((byte) 3);
        assertThat(isKept(address)).isTrue();
        assertThat(isKept(address + 8192)).as("its last page").isTrue();
        first.close();
        assertThat(isKept(address)).isTrue();
        second.close();
        assertThat(isKept(address)).isFalse();
        assertThatIllegalStateException().isThrownBy(first::keepFromChildren);
        plain.close();
        block.free();
    }

    @Test
    @DisplayName("is refused where pages are others' too, or the port has no say in them")
    void refused() {
        try (Pool small = Pool.builder().name("small").capacity(1 << 20).unit(64).build();
                MovableBlocks ofSmall = MovableBlocks.over(small);
                LongPin pin = ofSmall.allocate(10_000).pinLong()) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(pin::keepFromChildren)
                    .withMessageContaining("units of pool small are of 64 bytes");
        }
        try (Pool portable = Pool.builder().name("portable").capacity(1 << 20)
                .operatingSystem(OperatingSystem.portable()).build();
                MovableBlocks ofPortable = MovableBlocks.over(portable);
                LongPin pin = ofPortable.allocate(10_000).pinLong()) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(pin::keepFromChildren);
        }
    }
}
