package dev.cleave.lab.experiment.tiers;

/**
 * Counts durations: their mean exactly, their quantiles to a hundredth. A bucket has the durations
 * whose {@code float} begins with the same bits. One thread.
 */
final class NanosTally {
    private static final int DROPPED_BITS = 16;

    private final long[] buckets = new long[1 << Integer.SIZE - 1 - DROPPED_BITS];
    private long count;
    private double sum;

    /** Counts one, of 0 ns or more. */
    void add(double nanos) {
        buckets[Float.floatToRawIntBits((float) nanos) >>> DROPPED_BITS]++;
        count++;
        sum += nanos;
    }

    /** The mean of all. */
    double mean() {
        return sum / count;
    }

    /** The duration that a share of all does not exceed; at least one was counted. */
    double quantile(double share) {
        long wanted = (long) Math.ceil(share * count);
        int bucket = 0;
        for (long seen = buckets[0]; seen < wanted; seen += buckets[bucket]) {
            bucket++;
        }
        return Float.intBitsToFloat(bucket << DROPPED_BITS | 1 << DROPPED_BITS - 1);
    }
}
