package dev.cleave.lab.bench;

import java.util.Arrays;

/** Sums the time and the operations of one phase over the threads and cycles of a round. */
final class PhaseClock {
    private final long[] starts;
    private final long[] ends;
    private final long[] operations;
    private final int processors;
    private long wallNanos;
    private long threadNanos;
    private long totalOperations;

    PhaseClock(int threads, int processors) {
        starts = new long[threads];
        ends = new long[threads];
        operations = new long[threads];
        this.processors = processors;
    }

    /** Notes what a thread did in this cycle. Each thread for itself; a barrier must follow before {@link #endCycle}. */
    void note(int thread, long start, long end, long done) {
        starts[thread] = start;
        ends[thread] = end;
        operations[thread] = done;
    }

    /** Adds up the cycle. One thread, behind the barrier. */
    void endCycle() {
        long first = Arrays.stream(starts).min().orElseThrow();
        long last = Arrays.stream(ends).max().orElseThrow();
        wallNanos += last - first;
        threadNanos += Arrays.stream(ends).sum() - Arrays.stream(starts).sum();
        totalOperations += Arrays.stream(operations).sum();
    }

    /** The round's result; the clock starts anew. */
    RoundResult take(String phase, long failures) {
        boolean crowded = starts.length > processors;
        double processorNanos = crowded ? (double) wallNanos * processors : threadNanos;
        RoundResult result = new RoundResult(phase, processorNanos / totalOperations, totalOperations, failures);
        wallNanos = 0;
        threadNanos = 0;
        totalOperations = 0;
        return result;
    }
}
