package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row of the bench, over all rounds of all forks.
 *
 * @param workload the phase's name
 * @param median nanoseconds that a processor spends on an operation, as the clock tells
 * @param operations done in all measured rounds
 * @param failures operations that did not do as they should
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
            long failures) {
        this(allocator, workload, threads, median, min, max, operations, failures, OptionalLong.empty(),
                Optional.empty());
    }

    /** The row of these samples. */
    static BenchResult of(AllocatorName allocator, String phase, int threads, OptionalLong bytes, Samples samples) {
        return new BenchResult(allocator.label(), phase, threads, samples.median(), samples.min(), samples.max(),
                samples.operations(), samples.failures(), bytes, samples.residency());
    }

    /** The same as a row of another phase, as the floor's pairs stand beside every one. */
    public BenchResult as(String phase) {
        return new BenchResult(allocator, phase, threads, median, min, max, operations, failures, bytes, residency);
    }

    /** Whether another row is of the same, but for the allocator. */
    boolean isBeside(BenchResult other) {
        return workload.equals(other.workload) && threads == other.threads && bytes.equals(other.bytes);
    }
}
