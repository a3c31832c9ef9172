package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreeBlocksTest {
    @Test
    void countsMakeBytesAndTheLargestBlock() {
        FreeBlocks free = new FreeBlocks(new long[] {3, 0, 2, 0}, 4096);

        assertThat(free.bytes()).isEqualTo(11 * 4096);
        assertThat(free.largestOrder()).isEqualTo(2);
        assertThat(free.largestBytes()).isEqualTo(4 * 4096);
    }

    @Test
    void theUnusableFreeSpaceIndexIsTheShareInSmallerBlocks() {
        FreeBlocks free = new FreeBlocks(new long[] {3, 0, 2, 0}, 4096);

        assertThat(free.unusableFreeSpaceIndex(0)).isZero();
        assertThat(free.unusableFreeSpaceIndex(1)).isEqualTo(3.0 / 11);
        assertThat(free.unusableFreeSpaceIndex(2)).isEqualTo(3.0 / 11);
        assertThat(free.unusableFreeSpaceIndex(3)).isEqualTo(1);
        assertThat(free.unusableFreeSpaceIndex(40)).isEqualTo(1);
    }

    @Test
    void nothingFreeIsNotFragmented() {
        FreeBlocks free = new FreeBlocks(new long[4], 64);

        assertThat(free.largestOrder()).isEqualTo(-1);
        assertThat(free.largestBytes()).isZero();
        assertThat(free.unusableFreeSpaceIndex(2)).isZero();
    }
}
