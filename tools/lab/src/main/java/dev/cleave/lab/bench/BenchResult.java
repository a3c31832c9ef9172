package dev.cleave.lab.bench;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row of the bench, over all rounds of all forks.
 *
 * @param workload the phase's name
 * @param median nanoseconds that a processor spends on an operation, as the clock tells
 * @param operations done in all measured rounds
 * @param failures operations that did not do as they should
 * @param ratioToFloor the median over the floor's, measured in the same minutes; not a number where the floor was not
 * @param bytes of every block, where a workload of the heap has one size
 * @param residency medians of what was found out about real memory, by a workload that looks at it
 */
public record BenchResult(
        String allocator,
        String workload,
        int threads,
        double median,
        double min,
        double max,
        long operations,
        long failures,
        double ratioToFloor,
        OptionalLong bytes,
        Optional<Residency> residency) {

    /** A row of a workload of orders. */
    public BenchResult(
            String allocator,
            String workload,
            int threads,
            double median,
            double min,
            double max,
            long operations,
            long failures,
            double ratioToFloor) {
        this(allocator, workload, threads, median, min, max, operations, failures, ratioToFloor, OptionalLong.empty(),
                Optional.empty());
    }
}
