package dev.cleave.jcache;

import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The policy of expiry, in deadlines. What it throws goes to the caller, and nothing has changed.
 */
final class Expiries {
    /** The deadline of what is too old at once. */
    static final long AT_ONCE = Long.MIN_VALUE;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ExpiryPolicy policy;

    Expiries(ExpiryPolicy policy) {
        this.policy = policy;
    }

    /** Whether any entry can be too old. */
    boolean isEternal() {
        return policy instanceof EternalExpiryPolicy;
    }

    long afterCreation(long now) {
        return isEternal() ? HeldEntries.FOREVER : deadline(policy.getExpiryForCreation(), now, HeldEntries.FOREVER);
    }

    long afterUpdate(long now, long before) {
        return isEternal() ? before : deadline(policy.getExpiryForUpdate(), now, before);
    }

    long afterAccess(long now, long before) {
        return isEternal() ? before : deadline(policy.getExpiryForAccess(), now, before);
    }

    private static long deadline(@Nullable Duration duration, long now, long otherwise) {
        if (duration == null) {
            return otherwise;
        }
        if (duration.isEternal()) {
            return HeldEntries.FOREVER;
        }
        if (duration.isZero()) {
            return AT_ONCE;
        }
        long millis = duration.getTimeUnit().toMillis(duration.getDurationAmount());
        return millis >= (HeldEntries.FOREVER >> 1) / NANOS_PER_MILLI
                ? HeldEntries.FOREVER
                : now + millis * NANOS_PER_MILLI;
    }

    void close() {
        Parts.close(policy, "policy of expiry");
    }
}
