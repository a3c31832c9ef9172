package dev.cleave.gpu;

import java.util.stream.LongStream;

/**
 * How large the next block of a pool is to be: small at first, so that a program that needs little
 * reserves little, then up to the preferred size. Where the driver refuses, half is tried.
 */
final class BlockSizes {
    /** A heap up to this size is small: an eighth of it is a block. */
    private static final long SMALL_HEAP = 1L << 30;

    private static final long LARGE_HEAP_BLOCK = 256L << 20;
    private static final int PARTS_OF_SMALL_HEAP = 8;

    /** The first block is the preferred size shifted right by this at most. */
    private static final int MOST_HALVINGS = 3;

    private BlockSizes() {}

    /**
     * The preferred size where none is asked for: 256 MiB, or an eighth of a small heap. All that may
     * be tried of a size that a {@link TwoGrainSpace} may have is in whole grains.
     */
    static long usual(long heapBytes, long unit) {
        long size = heapBytes <= SMALL_HEAP ? heapBytes / PARTS_OF_SMALL_HEAP : LARGE_HEAP_BLOCK;
        long wholeGrains = TwoGrainSpace.GRAIN * unit << MOST_HALVINGS;
        return Math.max(unit, Sizes.roundDown(size, size < TwoGrainSpace.LEAST * unit ? unit : wholeGrains));
    }

    /** The first block of a pool whose requests are small. */
    static long first(long preferred) {
        return preferred >> MOST_HALVINGS;
    }

    /**
     * The sizes to try, one after the other.
     *
     * @param preferred what blocks are to have
     * @param largest the largest block that the pool has already; 0 for none
     * @param needed what the block must hold
     */
    static LongStream candidates(long preferred, long largest, long needed) {
        if (needed > preferred) {
            return LongStream.empty();
        }
        int first = 0;
        while (first < MOST_HALVINGS && preferred >> first + 1 > largest && preferred >> first + 1 >= 2 * needed) {
            first++;
        }
        int from = first;
        return LongStream.rangeClosed(from, MOST_HALVINGS)
                .map(halvings -> preferred >> halvings)
                .filter(size -> size >= needed);
    }
}
