package dev.cleave.tiers;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many clean copies each tier holds. Never fewer than whoever looks for them can find: one is
 * counted before it can be let go of, and no longer once it is given back.
 */
final class CopyCounts {
    private final TierStack tiers;
    private final AtomicLongArray counts;

    CopyCounts(TierStack tiers) {
        this.tiers = tiers;
        counts = new AtomicLongArray(tiers.count());
    }

    /** How many there are in a tier. */
    long in(int tier) {
        return counts.get(tier);
    }

    /** A place is a clean copy from now on, or still; {@link Places#NONE} counts nowhere. */
    void gained(long place) {
        if (place != Places.NONE) {
            counts.getAndIncrement(Places.tier(place));
        }
    }

    /** A place that was {@linkplain #gained counted} is no copy any more: its bytes count now, or it went back. */
    void lost(long place) {
        if (place != Places.NONE) {
            counts.getAndDecrement(Places.tier(place));
        }
    }

    /** Gives a clean copy back, if it is one. */
    void free(long place) {
        if (place != Places.NONE) {
            tiers.free(place);
            lost(place);
        }
    }
}
