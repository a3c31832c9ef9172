package dev.cleave.workshop.llfree;

/**
 * What is known of a tree, 32 children or 16,384 frames, in one word; pure functions.
 *
 * <pre>
 *   63                          16 15        14             0
 *   ┌─────────────────────────────┬─────────┬────────────────┐     free: frames that no stripe has counted as its own
 *   │            frees            │reserved │      free      │     reserved: a stripe allocates here; the others stay away
 *   └─────────────────────────────┴─────────┴────────────────┘     frees: how many blocks were ever freed past the stripes
 * </pre>
 */
final class TreeCount {
    /** Children of a tree. */
    static final int CHILDREN = 32;

    /** Frames of a tree, as a power of two. */
    static final int ORDER = ChildCount.ORDER + 5;

    /** Frames of a tree. */
    static final int FRAMES = 1 << ORDER;

    /** The change is not legal. */
    static final long REFUSED = -1;

    private static final long FREE = 0x7fff;
    private static final long RESERVED = 0x8000;
    private static final int FREES_SHIFT = 16;

    private TreeCount() {}

    static int free(long tree) {
        return (int) (tree & FREE);
    }

    static boolean isReserved(long tree) {
        return (tree & RESERVED) != 0;
    }

    static long frees(long tree) {
        return tree >>> FREES_SHIFT;
    }

    /** All that is free goes to a stripe, if it is no other's already and between these bounds. */
    static long reserve(long tree, int least, int most) {
        int free = free(tree);
        return !isReserved(tree) && free >= least && free <= most ? tree - free | RESERVED : REFUSED;
    }

    /** A stripe leaves and gives back what it had counted. */
    static long unreserve(long tree, int frames) {
        return isReserved(tree) && free(tree) + frames <= FRAMES ? (tree & ~RESERVED) + frames : REFUSED;
    }

    /** What was freed here past the stripe goes to the stripe. */
    static long takeAll(long tree) {
        return isReserved(tree) && free(tree) > 0 ? tree & ~FREE : REFUSED;
    }

    /**
     * Frames come back.
     *
     * @param frees 1 when a block was freed; 0 when it was only a count that went astray
     */
    static long give(long tree, int frames, int frees) {
        return free(tree) + frames <= FRAMES ? tree + frames + ((long) frees << FREES_SHIFT) : REFUSED;
    }
}
