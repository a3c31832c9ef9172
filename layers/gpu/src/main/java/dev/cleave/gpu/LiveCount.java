package dev.cleave.gpu;

import dev.cleave.buddy.Stripes;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many allocations a block has, counted by stripes so that threads do not meet. A sum that is
 * made while others count is an estimate.
 */
final class LiveCount {
    /** Longs of two cache lines, as processors fetch them in pairs. */
    private static final int STRIDE_SHIFT = 4;

    /** A stripe that only takes back looks at the sum each time its count is a multiple of this. */
    private static final long LOOK_MASK = 63;

    private final Stripes stripes;
    private final AtomicLongArray counts;

    LiveCount(Stripes stripes) {
        this.stripes = stripes;
        counts = new AtomicLongArray(stripes.count() + 1 << STRIDE_SHIFT);
    }

    void increment() {
        counts.getAndAdd(mine(), 1);
    }

    /** Counts one less, and answers whether it is time to look if none is left. */
    boolean decrement() {
        long left = counts.getAndAdd(mine(), -1) - 1;
        return (left & LOOK_MASK) == 0;
    }

    long sum() {
        long sum = 0;
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            sum += counts.get(stripe + 1 << STRIDE_SHIFT);
        }
        return sum;
    }

    private int mine() {
        return stripes.mine() + 1 << STRIDE_SHIFT;
    }
}
