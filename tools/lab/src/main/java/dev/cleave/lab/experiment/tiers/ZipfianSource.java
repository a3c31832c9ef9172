package dev.cleave.lab.experiment.tiers;

import java.util.random.RandomGenerator;

/**
 * Numbers below a bound, the smaller the likelier: that of rank r with a likelihood in proportion to
 * 1 / (r + 1)^skew. As YCSB draws them (Gray et al., <i>Quickly Generating Billion-Record Synthetic
 * Databases</i>, SIGMOD 1994). One thread.
 */
public final class ZipfianSource {
    private final RandomGenerator random;
    private final int bound;
    private final double skew;
    private final double sum;
    private final double eta;

    /**
     * A source.
     *
     * @param skew above 0, below 1
     */
    public ZipfianSource(RandomGenerator random, int bound, double skew) {
        this.random = random;
        this.bound = bound;
        this.skew = skew;
        double added = 0;
        for (int rank = 1; rank <= bound; rank++) {
            added += Math.pow(rank, -skew);
        }
        sum = added;
        eta = (1 - Math.pow(2.0 / bound, 1 - skew)) / (1 - (1 + Math.pow(2, -skew)) / sum);
    }

    /** The next number. */
    public int next() {
        double drawn = random.nextDouble();
        if (drawn * sum < 1) {
            return 0;
        }
        if (drawn * sum < 1 + Math.pow(2, -skew)) {
            return 1;
        }
        return (int) Math.min(bound - 1.0, bound * Math.pow(eta * drawn - eta + 1, 1 / (1 - skew)));
    }
}
