package dev.cleave.lab.bench;

/**
 * One row of the bench, over all rounds of all forks.
 *
 * @param workload the phase's name
 * @param median nanoseconds that a processor spends on an operation, as the clock tells
 * @param operations done in all measured rounds
 * @param failures operations that did not do as they should
 * @param ratioToFloor the median over the floor's, measured in the same minutes; not a number where the floor was not
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
        double ratioToFloor) {}
