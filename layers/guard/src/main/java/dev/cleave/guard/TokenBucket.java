package dev.cleave.guard;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A rate with bursts: so many tokens a second, so many at once. Kept as the time at which the bucket
 * will be full again, in one word. A clock that goes back costs at most what is in the bucket: it is
 * empty then, and fills from there. Any thread may take; nobody waits.
 *
 * <p>Source: the generic cell rate algorithm, ITU-T I.371.
 */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double nanosPerToken;
    private final long burstNanos;
    private final LongSupplier clock;
    private final AtomicLong fullAt;

    /**
     * A full bucket.
     *
     * @param perSecond tokens a second, 1 or more
     * @param burst tokens at once, 1 or more
     * @param clock in nanoseconds
     */
    TokenBucket(long perSecond, long burst, LongSupplier clock) {
        nanosPerToken = NANOS / perSecond;
        burstNanos = (long) Math.ceil(Math.min((double) (Long.MAX_VALUE >> 2), burst * nanosPerToken));
        this.clock = clock;
        fullAt = new AtomicLong(clock.getAsLong());
    }

    /** Takes so many tokens if they are there. */
    boolean take(long tokens) {
        double cost = tokens * nanosPerToken;
        while (cost <= burstNanos) {
            long now = clock.getAsLong();
            long before = fullAt.get();
            long filled = filledAt(before, now, burstNanos);
            long after = filled + (long) cost;
            if (after - now > burstNanos) {
                if (before - now > burstNanos) {
                    fullAt.compareAndSet(before, filled);
                }
                return false;
            }
            if (fullAt.compareAndSet(before, after)) {
                return true;
            }
        }
        return false;
    }

    /** When the bucket is full: not before now, and not later than an empty one would be. */
    static long filledAt(long fullAt, long now, long burstNanos) {
        long wait = fullAt - now;
        if (wait <= 0) {
            return now;
        }
        return wait > burstNanos ? now + burstNanos : fullAt;
    }
}
