package dev.cleave.workshop.llfree;

/**
 * What is known of a tree, 32 children or 16,384 frames, in one word; pure functions.
 *
 * <pre>
 *   63                32 31                  1       0           free: frames that no stripe has counted as its own
 *   ┌───────────────────┬─────────────────────┬──────────┐       frees: how many blocks were freed past the stripes
 *   │  free (signed)    │        frees        │ reserved │       reserved: a stripe allocates here, the others do not
 *   └───────────────────┴─────────────────────┴──────────┘
 * </pre>
 *
 * <p>The count falls below zero when a request takes frames that another call has counted and holds in its hands; it is
 * right again when that call gives back what it cannot find.
 */
final class TreeCount {
    /** Children of a tree. */
    static final int CHILDREN = 32;

    /** Frames of a tree, as a power of two. */
    static final int ORDER = ChildCount.ORDER + 5;

    /** Frames of a tree. */
    static final int FRAMES = 1 << ORDER;

    /** The change is not legal. */
    static final long REFUSED = Long.MIN_VALUE;

    private static final int RESERVED = 1;
    private static final int ONE_FREE = 2;

    private TreeCount() {}

    /** A tree that is nobody's, with so many free frames. */
    static long of(int free) {
        return word(free, 0);
    }

    static int free(long tree) {
        return (int) (tree >> 32);
    }

    static boolean isReserved(long tree) {
        return (tree & RESERVED) != 0;
    }

    static long frees(long tree) {
        return Integer.toUnsignedLong((int) tree) >>> 1;
    }

    /** All that is free goes to a stripe, if it is no other's already and between these bounds. */
    static long reserve(long tree, int least, int most) {
        int free = free(tree);
        return !isReserved(tree) && free >= least && free <= most ? word(0, (int) tree | RESERVED) : REFUSED;
    }

    /** A stripe leaves and gives back what it had counted. */
    static long unreserve(long tree, int frames) {
        return isReserved(tree) && free(tree) + frames <= FRAMES
                ? word(free(tree) + frames, (int) tree & ~RESERVED)
                : REFUSED;
    }

    /** What was freed here past the stripe goes to the stripe. */
    static long takeAll(long tree) {
        return isReserved(tree) && free(tree) > 0 ? word(0, (int) tree) : REFUSED;
    }

    /** Frames were taken that others may have counted. */
    static long takeUncounted(long tree, int frames) {
        return word(free(tree) - frames, (int) tree);
    }

    /**
     * Frames come back.
     *
     * @param frees 1 when a block was freed; 0 when it was only a count that went astray
     */
    static long give(long tree, int frames, int frees) {
        return free(tree) + frames <= FRAMES ? word(free(tree) + frames, (int) tree + frees * ONE_FREE) : REFUSED;
    }

    private static long word(int free, int rest) {
        return (long) free << 32 | Integer.toUnsignedLong(rest);
    }
}
