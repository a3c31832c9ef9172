package dev.cleave.guard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A count with a limit that may change. A raise of the count looks at the limit again when it is
 * made, and a lowering of the limit at the count: so one of the two sees the other, and the count is
 * never above a limit that was set.
 */
final class Bounded {
    private final AtomicLong count = new AtomicLong();

    /** Written under the monitor. */
    private volatile long limit;

    Bounded(long limit) {
        this.limit = limit;
    }

    /** One more, if the limit allows it. */
    boolean raise() {
        while (true) {
            long before = count.get();
            if (before >= limit) {
                return false;
            }
            if (count.compareAndSet(before, before + 1)) {
                if (before < limit) {
                    return true;
                }
                count.getAndDecrement();
            }
        }
    }

    /** One less. */
    void lower() {
        count.getAndDecrement();
    }

    long get() {
        return count.get();
    }

    long limit() {
        return limit;
    }

    /** Changes the limit; answers whether: not, where the count is higher. */
    synchronized boolean changeLimit(long newLimit) {
        long before = limit;
        limit = newLimit;
        if (newLimit < before && count.get() > newLimit) {
            limit = before;
            return false;
        }
        return true;
    }
}
