package dev.cleave.workshop.llfree;

/**
 * The tree that a stripe has reserved, where in it the last block was, and how many frames of it the stripe may take,
 * in one word; pure functions. A row is the 64 frames of a word of bits; 256 rows are a tree.
 *
 * <pre>
 *   63                40    39     38            24 23              0
 *   ┌──────────────────┬─────────┬─────────────────┬─────────────────┐
 *   │      frees       │ present │      free       │       row       │    all but frees are 0 where no tree is reserved
 *   └──────────────────┴─────────┴─────────────────┴─────────────────┘    frees: how many blocks the stripe freed ever
 * </pre>
 */
final class Reservation {
    /** The change is not legal. */
    static final long REFUSED = -1;

    /** Frames that rows can name. */
    static final int MOST_FRAMES = 1 << 24 + BitWord.ORDER;

    /** Rows of a tree, as a power of two. */
    static final int ROWS_ORDER = TreeCount.ORDER - BitWord.ORDER;

    private static final long ROW = 0xffffff;
    private static final int FREE_SHIFT = 24;
    private static final int FREE = 0x7fff;
    private static final long PRESENT = 1L << 39;
    private static final int FREES_SHIFT = 40;
    private static final long FREES = -1L << FREES_SHIFT;

    private Reservation() {}

    static int row(long reservation) {
        return (int) (reservation & ROW);
    }

    static int tree(long reservation) {
        return row(reservation) >> ROWS_ORDER;
    }

    static int free(long reservation) {
        return (int) (reservation >>> FREE_SHIFT) & FREE;
    }

    static boolean isPresent(long reservation) {
        return (reservation & PRESENT) != 0;
    }

    static long frees(long reservation) {
        return reservation >>> FREES_SHIFT;
    }

    /** Frames go to a request. */
    static long take(long reservation, int frames) {
        return free(reservation) >= frames ? reservation - ((long) frames << FREE_SHIFT) : REFUSED;
    }

    /** Frames of a tree come back, if it is this one: with a block that was freed (frees 1), or as a mere count (0). */
    static long give(long reservation, int tree, int frames, int frees) {
        return isPresent(reservation) && tree(reservation) == tree && free(reservation) + frames <= TreeCount.FRAMES
                ? reservation + ((long) frames << FREE_SHIFT) + ((long) frees << FREES_SHIFT)
                : REFUSED;
    }

    /** The next search begins at this row, if it is in this tree. */
    static long moveTo(long reservation, int row) {
        return isPresent(reservation) && tree(reservation) == row >> ROWS_ORDER ? reservation & ~ROW | row : REFUSED;
    }

    /** Another tree in this one's place. */
    static long replace(long reservation, int row, int frames) {
        return reservation & FREES | PRESENT | (long) frames << FREE_SHIFT | row;
    }

    /** No tree in this one's place. */
    static long remove(long reservation) {
        return reservation & FREES;
    }
}
