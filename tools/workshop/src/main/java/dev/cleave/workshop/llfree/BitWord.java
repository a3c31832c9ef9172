package dev.cleave.workshop.llfree;

/**
 * Sixty-four frames in a word, a set bit for each that is taken; pure functions.
 *
 * <pre>
 *   frame    63 … 12 11 10  9  8  7  6  5  4  3  2  1  0
 *   word      0 …  0  0  0  0  0  0  0  1  0  0  0  0  1      find order 1: 2     order 2: 8 (aligned, so not 6)
 * </pre>
 */
final class BitWord {
    /** Frames of a word, as a power of two. */
    static final int ORDER = 6;

    /** All frames are taken. */
    static final long FULL = -1;

    /** At which bits a run of each order may begin. */
    private static final long[] STARTS = {
        -1L, 0x5555555555555555L, 0x1111111111111111L, 0x0101010101010101L, 0x0001000100010001L, 0x0000000100000001L, 1L
    };

    private BitWord() {}

    /**
     * The lowest aligned run of 2^order free frames, order 0 to 6: its first bit's number, or 64 where there is none.
     */
    static int find(long word, int order) {
        long free = ~word;
        for (int half = 0; half < order; half++) {
            free &= free >>> (1 << half);
        }
        return Long.numberOfTrailingZeros(free & STARTS[order]);
    }

    /** 2^order set bits from bit {@code first}. */
    static long mask(int first, int order) {
        return FULL >>> 64 - (1 << order) << first;
    }
}
