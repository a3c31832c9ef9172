package dev.cleave.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a pool has refused. What a child counts its pool counts too. Any thread may
 * call anything.
 */
final class FailureCount {
    private final AtomicLong count = new AtomicLong();
    private final @Nullable FailureCount total;

    /**
     * @param total counts all that this one counts too: a pool's, of which this is a child's; null
     * for nobody
     */
    FailureCount(@Nullable FailureCount total) {
        this.total = total;
    }

    /** Counts a request that is refused. */
    void count() {
        if (total != null) {
            total.count();
        }
        count.getAndIncrement();
    }

    /** How many were refused. */
    long sum() {
        return count.get();
    }
}
