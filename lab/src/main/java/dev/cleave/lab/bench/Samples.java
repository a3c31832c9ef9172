package dev.cleave.lab.bench;

import java.util.Arrays;

/** The rounds of one phase of one trial. */
final class Samples {
    private double[] nanos = {};
    private long operations;
    private long failures;

    void add(RoundResult round) {
        nanos = Arrays.copyOf(nanos, nanos.length + 1);
        nanos[nanos.length - 1] = round.nanosPerOperation();
        operations += round.operations();
        failures += round.failures();
    }

    boolean isEmpty() {
        return nanos.length == 0;
    }

    /** The middle one, or the mean of the two in the middle. */
    double median() {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min() {
        return Arrays.stream(nanos).min().orElseThrow();
    }

    double max() {
        return Arrays.stream(nanos).max().orElseThrow();
    }

    long operations() {
        return operations;
    }

    long failures() {
        return failures;
    }
}
