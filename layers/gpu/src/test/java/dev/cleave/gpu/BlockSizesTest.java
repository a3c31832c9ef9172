package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The size of the next block")
class BlockSizesTest {
    private static final long MIB = 1L << 20;

    @Test
    @DisplayName("is an eighth of the preferred one at first, then doubles")
    void grows() {
        assertThat(BlockSizes.candidates(256 * MIB, 0, MIB).boxed()).first().isEqualTo(32 * MIB);
        assertThat(BlockSizes.candidates(256 * MIB, 32 * MIB, MIB).boxed()).first().isEqualTo(64 * MIB);
        assertThat(BlockSizes.candidates(256 * MIB, 128 * MIB, MIB).boxed()).first().isEqualTo(256 * MIB);
        assertThat(BlockSizes.candidates(256 * MIB, 256 * MIB, MIB).boxed()).first().isEqualTo(256 * MIB);
    }

    @Test
    @DisplayName("is twice what is needed at least, where there is a choice")
    void holdsTwo() {
        assertThat(BlockSizes.candidates(256 * MIB, 0, 20 * MIB).boxed()).first().isEqualTo(64 * MIB);
        assertThat(BlockSizes.candidates(256 * MIB, 0, 200 * MIB).boxed()).containsExactly(256 * MIB);
        assertThat(BlockSizes.candidates(256 * MIB, 0, 300 * MIB).boxed()).isEmpty();
    }

    @Test
    @DisplayName("is half, a quarter, an eighth where the driver refuses")
    void halves() {
        assertThat(BlockSizes.candidates(256 * MIB, 256 * MIB, 40 * MIB).boxed())
                .containsExactly(256 * MIB, 128 * MIB, 64 * MIB);
    }

    @Test
    @DisplayName("is by itself 256 MiB, and an eighth of a small heap")
    void isUsual() {
        assertThat(BlockSizes.usual(16L << 30, 256)).isEqualTo(256 * MIB);
        assertThat(BlockSizes.usual(256 * MIB, 256)).isEqualTo(32 * MIB);
        assertThat(BlockSizes.usual(1000, 256)).isEqualTo(256);
    }

    @Test
    @DisplayName("is by itself in whole grains, its eighth as well, where it may be divided so")
    void isInWholeGrains() {
        long odd = 1_000_000_123;
        assertThat(BlockSizes.usual(odd, 256)).isEqualTo(119 * MIB);
        assertThat(TwoGrainSpace.divides(BlockSizes.usual(odd, 256) / 256)).isTrue();
        assertThat(BlockSizes.usual(odd, 64) / 8 % (64 * TwoGrainSpace.GRAIN)).isZero();
        assertThat(BlockSizes.usual(8_000_000, 256)).isEqualTo(1_000_000 / 256 * 256);
    }
}
