package dev.cleave.buddy;

/**
 * Runs of free slots in one word: pure functions, a set bit being a free slot.
 *
 * <pre>
 *   word     … 1 1 1 1 0 0 1 1 0 0 0 1      slots 0, 4-5 and 8-11 are free
 *   order 0                          *      maximal: its buddy, slot 1, is taken
 *   order 1                *                slots 4-5
 *   order 2    *                            slots 8-11
 * </pre>
 *
 * A run of order r is 2^r adjacent slots that begin at a multiple of 2^r. It is <em>maximal</em> when the run of order
 * r + 1 around it is not free as a whole: exactly the block that a binary buddy would keep in its list of order r.
 */
final class Runs {
    /** The order of a whole word. */
    static final int WORD_ORDER = 6;

    /** Slots of a word, each a bit. */
    static final int WORD = 1 << WORD_ORDER;

    private static final long[] ALIGNED = {
        -1L, 0x5555555555555555L, 0x1111111111111111L, 0x0101010101010101L, 0x0001000100010001L, 0x0000000100000001L, 1L
    };

    private Runs() {}

    /** The slots {@code [position, position + length)} as bits; length 1 to 64. */
    static long mask(int position, int length) {
        return -1L >>> (WORD - length) << position;
    }

    /**
     * The starts of all free aligned runs of this order, 0 to 6. A shift for each order below, and
     * none for those above: no branch.
     */
    static long starts(long free, int order) {
        int length = 1 << order;
        int below = length - 1;
        long starts = free;
        starts &= starts >>> (below & 1);
        starts &= starts >>> (below & 2);
        starts &= starts >>> (below & 4);
        starts &= starts >>> (below & 8);
        starts &= starts >>> (below & 16);
        starts &= starts >>> (below & 32);
        return starts & ALIGNED[order];
    }

    /** The starts of runs of {@code order + 1}, from the starts of the runs of {@code order}. */
    private static long paired(long starts, int order) {
        return starts & starts >>> (1 << order) & ALIGNED[order + 1];
    }

    /** Of the starts of an order, those whose buddy is not free too; {@code above} are the starts one order up. */
    private static long maximal(long starts, long above, int order) {
        return starts & ~(above | above << (1 << order));
    }

    /**
     * Where a run of this order fits best: at the lowest of the smallest maximal runs that hold it. Answers the position, or
     * -1 where the word has no such run.
     */
    static int bestFit(long free, int order) {
        long starts = starts(free, order);
        if (starts == 0) {
            return -1;
        }
        for (int each = order; each < WORD_ORDER; each++) {
            long above = paired(starts, each);
            long alone = maximal(starts, above, each);
            if (alone != 0) {
                return Long.numberOfTrailingZeros(alone);
            }
            starts = above;
        }
        return 0;
    }

    /**
     * Where a run of this order fits in the shortest free run that holds it, aligned or not: at its
     * low end. Answers the position in the lowest of several, or -1 where the word has no such run.
     */
    static int lowFit(long free, int order) {
        int best = -1;
        int shortest = WORD + 1;
        for (long left = free; left != 0;) {
            int begin = Long.numberOfTrailingZeros(left);
            int length = Long.numberOfTrailingZeros(~(left >>> begin));
            int end = begin + length;
            int position = begin + (1 << order) - 1 & -1 << order;
            if (length < shortest && position + (1 << order) <= end) {
                best = position;
                shortest = length;
            }
            left = end == WORD ? 0 : left & -1L << end;
        }
        return best;
    }

    /**
     * Where exactly {@code length} free slots lie, aligned as the run of {@code order} around them would be: in the lowest
     * hole too small for that run where there is one, else at the lowest place. Answers the position, or -1.
     */
    static int exactFit(long free, int length, int order) {
        long starts = anyStarts(free, length) & ALIGNED[order];
        if (starts == 0) {
            return -1;
        }
        long holes = starts & ~starts(free, order);
        return Long.numberOfTrailingZeros(holes != 0 ? holes : starts);
    }

    /**
     * Where a run that fits at a position leaves no gap before it: where the free slots before
     * begin, at a multiple of 2<sup>alignment</sup>. They are no gap where they hold a whole run of
     * the order; then the run stays where it fits.
     */
    static int packed(long free, int position, int order, int alignment) {
        int start = Long.SIZE - Long.numberOfLeadingZeros(~free & (1L << position) - 1);
        return position - start < 1 << order
                ? Math.min(position, start + (1 << alignment) - 1 & -1 << alignment)
                : position;
    }

    /** The starts of {@code length} adjacent free slots, aligned or not. */
    static long anyStarts(long free, int length) {
        long starts = free;
        int reached = 1;
        while (reached < length) {
            int step = Math.min(reached, length - reached);
            starts &= starts >>> step;
            reached += step;
        }
        return starts;
    }

    /** Of the units of the word that begins at an offset, those that are multiples of 2<sup>alignment</sup>. */
    static long aligned(long word, int alignment) {
        if (alignment <= WORD_ORDER) {
            return ALIGNED[alignment];
        }
        return (word & (1L << alignment) - 1) == 0 ? 1 : 0;
    }

    /**
     * The orders, as bits 0 to 6, of which a word has a maximal run that it had not before. Every
     * order has a line of its own: no branch.
     */
    static long newMaximalOrders(long before, long after) {
        long b1 = paired(before, 0);
        long a1 = paired(after, 0);
        long b2 = paired(b1, 1);
        long a2 = paired(a1, 1);
        long b3 = paired(b2, 2);
        long a3 = paired(a2, 2);
        long b4 = paired(b3, 3);
        long a4 = paired(a3, 3);
        long b5 = paired(b4, 4);
        long a5 = paired(a4, 4);
        long b6 = paired(b5, 5);
        long a6 = paired(a5, 5);
        return any(maximal(after, a1, 0) & ~maximal(before, b1, 0))
                | any(maximal(a1, a2, 1) & ~maximal(b1, b2, 1)) << 1
                | any(maximal(a2, a3, 2) & ~maximal(b2, b3, 2)) << 2
                | any(maximal(a3, a4, 3) & ~maximal(b3, b4, 3)) << 3
                | any(maximal(a4, a5, 4) & ~maximal(b4, b5, 4)) << 4
                | any(maximal(a5, a6, 5) & ~maximal(b5, b6, 5)) << 5
                | any(a6 & ~b6) << 6;
    }

    /** 1 where any bit is set, else 0. */
    private static long any(long bits) {
        return (bits | -bits) >>> Long.SIZE - 1;
    }

    /**
     * The orders, as bits 0 to 5, of the runs that are left of a maximal run when one of this order
     * is taken from it: its buddy, and the buddies of those around it, as a split leaves them.
     */
    static long leftOrders(long free, int position, int order) {
        return (1L << mergedOrder(free, position, order)) - (1L << order);
    }

    /** The starts of {@code length} adjacent free slots of which none is part of a free aligned run of {@code order}. */
    static long holes(long free, int length, int order) {
        long runs = starts(free, order);
        long covered = order == WORD_ORDER ? -runs : (runs << (1 << order)) - runs;
        return anyStarts(free & ~covered, length);
    }

    /** Where the lowest hole begins, as {@link #holes} finds it, of fewer than 64 slots and no free run of the order around them; or -1. */
    static int holeFit(long free, int length) {
        long holes = holes(free, length, orderAround(length));
        return holes == 0 ? -1 : Long.numberOfTrailingZeros(holes);
    }

    /** The order of the smallest run that holds so many slots. */
    static int orderAround(long length) {
        return Long.SIZE - Long.numberOfLeadingZeros(length - 1);
    }

    /** The order of the largest run that so many slots hold. */
    static int orderWithin(long length) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(length);
    }

    /** The orders, as bits 0 to 6, of which the word has a maximal run. */
    static long maximalOrders(long free) {
        long orders = 0;
        long starts = free;
        for (int order = 0; starts != 0 && order < WORD_ORDER; order++) {
            long above = paired(starts, order);
            if (maximal(starts, above, order) != 0) {
                orders |= 1L << order;
            }
            starts = above;
        }
        return starts != 0 ? 1L << WORD_ORDER : orders;
    }

    /** The starts of the maximal runs of one order. */
    static long maximalStarts(long free, int order) {
        long starts = starts(free, order);
        return order == WORD_ORDER ? starts : maximal(starts, paired(starts, order), order);
    }

    /** The order of the maximal run that holds the free run at {@code position} of {@code order}. */
    static int mergedOrder(long free, int position, int order) {
        int merged = order;
        while (merged < WORD_ORDER) {
            int length = 2 << merged;
            long around = mask(position & -length, length);
            if ((free & around) != around) {
                return merged;
            }
            merged++;
        }
        return merged;
    }
}
