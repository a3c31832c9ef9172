package dev.cleave.lab.report;

import java.util.Arrays;

/** The median. */
public final class Median {
    private Median() {}

    /**
     * The middle figure, or the mean of the two in the middle; not a number when there are none.
     *
     * @param figures in any order, left as they are
     */
    public static double of(double... figures) {
        if (figures.length == 0) {
            return Double.NaN;
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
