package dev.cleave.lab.bench;

/**
 * Numbers of which some come far more often than others: the one of rank k in proportion to
 * k^-0.99, ranks being spread over the numbers. They are drawn beforehand, so that the clock does
 * not see it.
 *
 * <p>Source: Gray and others, <em>Quickly generating billion-record synthetic databases</em>, SIGMOD
 * 1994, as the YCSB benchmark has it.
 */
final class ZipfKeys {
    private static final double SKEW = 0.99;

    /** How many are drawn: a power of two. */
    private static final int DRAWN = 1 << 18;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int RESOLUTION = 1 << 30;

    private final int[] keys = new int[DRAWN];
    private int next;

    /** Numbers from 0 to count - 1. */
    ZipfKeys(RandomSource random, int count) {
        double all = 0;
        for (int rank = 1; rank <= count; rank++) {
            all += Math.pow(rank, -SKEW);
        }
        double firstTwo = 1 + Math.pow(0.5, SKEW);
        double eta = (1 - Math.pow(2.0 / count, 1 - SKEW)) / (1 - firstTwo / all);
        for (int each = 0; each < DRAWN; each++) {
            double part = random.below(RESOLUTION) / (double) RESOLUTION;
            double sum = part * all;
            double rank = sum < 1 ? 0 : sum < firstTwo ? 1 : count * Math.pow(eta * part - eta + 1, 1 / (1 - SKEW));
            keys[each] = (int) Long.remainderUnsigned(Math.min(count - 1, (long) rank) * SPREAD, count);
        }
    }

    /** The next number; after {@value #DRAWN} they come again. */
    int next() {
        return keys[next++ & DRAWN - 1];
    }
}
