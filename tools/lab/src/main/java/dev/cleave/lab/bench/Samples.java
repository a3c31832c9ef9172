package dev.cleave.lab.bench;

import dev.cleave.lab.report.Median;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rounds of one phase of one trial. */
final class Samples {
    private double[] nanos = {};
    private long operations;
    private long failures;
    private final List<Residency> residencies = new ArrayList<>();

    void add(RoundResult round) {
        nanos = Arrays.copyOf(nanos, nanos.length + 1);
        nanos[nanos.length - 1] = round.nanosPerOperation();
        operations += round.operations();
        failures += round.failures();
        round.residency().ifPresent(residencies::add);
    }

    boolean isEmpty() {
        return nanos.length == 0;
    }

    /** The median; not a number when there are none. */
    double median() {
        return Median.of(nanos);
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

    /** The medians of what was found out about real memory, if anything was. */
    Optional<Residency> residency() {
        return residencies.isEmpty()
                ? Optional.empty()
                : Optional.of(new Residency(
                        Median.of(residencies.stream().mapToDouble(Residency::perLive).toArray()),
                        Median.of(residencies.stream().mapToDouble(Residency::shareAfterFree).toArray())));
    }
}
