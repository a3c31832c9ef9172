package dev.cleave.workshop.nonblocking;

/**
 * The status of nodes, packed into a word: pure transitions, no threads.
 *
 * <p>A node has five bits; a word has eight nodes of one level side by side (four levels a word) or one (one level a
 * word), and above them a tag that every {@link #mark} counts up:
 *
 * <pre>
 *   63        40 39   35                 9     5 4     0
 *  ┌────────────┬───────┬──────────────┬───────┬───────┐        4     3     2     1     0
 *  │    tag     │node 7 │      …       │node 1 │node 0 │      ┌─────┬─────┬─────┬─────┬─────┐
 *  └────────────┴───────┴──────────────┴───────┴───────┘      │ OCC │ CL  │ CR  │ OL  │ OR  │
 *                                                             └─────┴─────┴─────┴─────┴─────┘
 *   OCC        the node is allocated whole (then OL and OR are set too: BUSY)
 *   OL, OR     something is allocated in its left, right half
 *   CL, CR     someone who frees in that half has announced that the half may become free
 * </pre>
 *
 * <p>Two rules make the tests short: a coalescing bit is only set where the occupied bit of its half is, and OCC only
 * together with both halves. So a node is free when OL and OR are clear.
 *
 * <p>A <i>side</i> is the OL or OR bit of one node, in its place; <i>fields</i> are all the bits of some nodes.
 */
final class Status {
    /** Bits of a node. */
    static final int BITS = 5;

    /** Something is allocated in the right half. */
    static final long OCCUPIED_RIGHT = 1;

    /** Something is allocated in the left half. */
    static final long OCCUPIED_LEFT = 2;

    /** The right half may become free. */
    static final long COALESCING_RIGHT = 4;

    /** The left half may become free. */
    static final long COALESCING_LEFT = 8;

    /** The node is allocated whole. */
    static final long OCCUPIED = 16;

    /** What an allocated node says. */
    static final long BUSY = OCCUPIED | OCCUPIED_LEFT | OCCUPIED_RIGHT;

    /** All the bits of a node. */
    static final long NODE = (1 << BITS) - 1;

    private static final int NODES = 8;
    private static final int SIDE_TO_COALESCING = 2;
    private static final long TAG = 1L << NODES * BITS;
    private static final long EACH = 0b00001_00001_00001_00001_00001_00001_00001_00001L;
    private static final long SIDES = EACH * (OCCUPIED_LEFT | OCCUPIED_RIGHT);

    private Status() {}

    /** This pattern of bits for each of the 2^span lowest nodes. */
    static long repeat(long bits, int span) {
        return bits * (EACH & ((1L << (BITS << span)) - 1));
    }

    /** Whether all nodes of the word are free. */
    static boolean isEmpty(long word) {
        return (word & SIDES) == 0;
    }

    /** The lowest bits of all nodes that are free, with the 2^span - 1 after them. */
    static long free(long word, int span) {
        long free = ~(word | word >>> 1) & EACH;
        for (int step = 0; step < span; step++) {
            free &= free >>> (BITS << step);
        }
        return free;
    }

    /** Whether the node with this side is allocated whole, and not by halves. */
    static boolean isOccupied(long word, int shift) {
        return (word & OCCUPIED << shift) != 0;
    }

    /** Whether something is allocated in this half. */
    static boolean isMarked(long word, long side) {
        return (word & side) != 0;
    }

    /** Whether someone announced that this half may become free. */
    static boolean isCoalescing(long word, long side) {
        return (word & side << SIDE_TO_COALESCING) != 0;
    }

    /** Allocates these nodes, which are free. */
    static long take(long word, long busy) {
        return word | busy;
    }

    /** Frees nodes that are allocated. */
    static long release(long word, long fields) {
        return word & ~fields;
    }

    /** Says that something is allocated in this half: whoever thought it empty must look again, so the tag changes. */
    static long mark(long word, long side) {
        return ((word | side) & ~(side << SIDE_TO_COALESCING)) + TAG;
    }

    /** Says that this half, which is occupied, may become free. */
    static long announce(long word, long side) {
        return word | side << SIDE_TO_COALESCING;
    }

    /** Says that this half is free. */
    static long unmark(long word, long side) {
        return word & ~(side | side << SIDE_TO_COALESCING);
    }

    /** Whether, besides these fields, the word has occupied halves that nobody announced to become free. */
    static boolean hasOthers(long word, long fields) {
        return (word & ~(word >>> SIDE_TO_COALESCING) & SIDES & ~fields) != 0;
    }

    /**
     * The five bits of a node that is 2^span nodes wide, as those of the nodes below tell: their own when span is 0.
     */
    static long node(long word, int shift, int span) {
        long fields = word >>> shift & repeat(NODE, span);
        if (span == 0) {
            return fields;
        }
        long half = repeat(NODE, span - 1);
        long right = fields >>> (BITS << (span - 1)) & half;
        long left = fields & half;
        long all = repeat(OCCUPIED, span);
        return ((fields & all) == all ? OCCUPIED : 0)
                | ((left & SIDES) != 0 ? OCCUPIED_LEFT : 0)
                | ((right & SIDES) != 0 ? OCCUPIED_RIGHT : 0);
    }
}
