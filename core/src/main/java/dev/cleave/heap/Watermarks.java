package dev.cleave.heap;

import dev.cleave.heap.SlabChoice.Verdict;

/**
 * The marks by which a heap tells whether blocks of an order have become rare: pure functions of how many blocks of each order are free.
 *
 * <p>What is counted against an order's min and low marks is how many blocks of it <em>could be had</em>, be they cut from larger ones:
 * the only block of 256 KiB is not rare beside a hundred of 2 MiB. A request takes the smallest block that holds it; that block's order is
 * the one whose marks are asked. Against the high mark count blocks of just that order: where they lie about in
 * such numbers a slab may as well take a whole one.
 *
 * <pre>
 *   to be had of the order that is taken:   0 ─── min ─── low ───────────   blocks of just the next order:   ─── high ───
 *                                            least │ smaller │ as wanted                                          │ larger
 * </pre>
 */
final class Watermarks {
    /** However small a space is, a few blocks are no plenty. */
    private static final int LEAST_HIGH = 4;

    private final long[] min;
    private final long[] low;
    private final long[] high;

    /**
     * The marks of a space.
     *
     * @param lowShare the share of the space that what can be had of an order makes up at its low mark, in whole blocks; half of it is min, twice high
     */
    Watermarks(long units, int maxOrder, double lowShare) {
        min = new long[maxOrder + 1];
        low = new long[maxOrder + 1];
        high = new long[maxOrder + 1];
        for (int order = 0; order <= maxOrder; order++) {
            low[order] = (long) (lowShare * units / (1L << order));
            min[order] = low[order] / 2;
            high[order] = Math.max(LEAST_HIGH, 2 * low[order]);
        }
    }

    /**
     * How large a slab should be.
     *
     * @param free blocks by order
     * @param wanted the units that the class would like
     * @param least what it can do with, no more than wanted
     * @param most what it can use, no less than wanted
     */
    SlabChoice choose(long[] free, int wanted, int least, int most) {
        int order = orderAround(wanted);
        int taken = takenOrder(free, order);
        long left = taken < free.length ? toBeHad(free, taken) - 1 : 0;
        if (taken < free.length && left >= low[taken]) {
            int above = order + 1;
            return above < free.length && free[above] > high[above] && 2 * wanted <= most
                    ? new SlabChoice(2 * wanted, Verdict.LARGER)
                    : new SlabChoice(wanted, Verdict.AS_WANTED);
        }
        for (int below = Math.min(order, free.length) - 1; below >= orderAround(least); below--) {
            if (free[below] > 0) {
                return new SlabChoice(Math.max(least, 1 << below), Verdict.SMALLER);
            }
        }
        boolean enough = taken < free.length && left >= min[taken];
        return new SlabChoice(enough ? wanted : least, Verdict.FORCED);
    }

    /** The order of the block that a request of an order takes: the smallest that holds it; the number of orders where there is none. */
    static int takenOrder(long[] free, int order) {
        int at = order;
        while (at < free.length && free[at] <= 0) {
            at++;
        }
        return at;
    }

    /** How many blocks of an order could be had. A count that others left below 0 counts as none. */
    static long toBeHad(long[] free, int order) {
        long blocks = 0;
        for (int at = order; at < free.length; at++) {
            blocks += Math.max(0, free[at]) << at - order;
        }
        return blocks;
    }

    /** Notes in the counts that a block of an order was taken: what is left of a larger one that is split are its halves. */
    static void note(long[] free, int order) {
        int taken = takenOrder(free, order);
        if (taken < free.length) {
            free[taken]--;
            for (int half = order; half < taken; half++) {
                free[half]++;
            }
        }
    }

    /** The order of the smallest block that holds so many units. */
    static int orderAround(int units) {
        return units == 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
    }
}
