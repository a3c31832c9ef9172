package dev.cleave.lab.bench;

import java.util.Arrays;

/** Sums the time and the operations of one phase over the threads and cycles of a round. */
final class PhaseClock {
    private final long[] starts;
    private final long[] ends;
    private final long[] operations;
    private final long[] threadTimes;
    private final Clock clock;
    private final int processors;
    private long wallNanos;
    private long threadNanos;
    private long totalOperations;

    PhaseClock(int threads, Clock clock, int processors) {
        starts = new long[threads];
        ends = new long[threads];
        operations = new long[threads];
        threadTimes = new long[threads];
        this.clock = clock;
        this.processors = processors;
    }

    /** A thread begins the phase. */
    void start(int thread) {
        starts[thread] = System.nanoTime();
        threadTimes[thread] = clock.threadNanos();
    }

    /** A thread has ended the phase, having done so many operations. A barrier must follow before {@link #endCycle}. */
    void end(int thread, long done) {
        threadTimes[thread] = clock.threadNanos() - threadTimes[thread];
        ends[thread] = System.nanoTime();
        operations[thread] = done;
    }

    /** Adds up the cycle. One thread, behind the barrier. */
    void endCycle() {
        long first = Arrays.stream(starts).min().orElseThrow();
        long last = Arrays.stream(ends).max().orElseThrow();
        wallNanos += last - first;
        threadNanos += Arrays.stream(threadTimes).sum();
        totalOperations += Arrays.stream(operations).sum();
    }

    /** The round's result; the clock starts anew. */
    RoundResult take(String phase, long failures) {
        boolean crowded = clock == Clock.ELAPSED && starts.length > processors;
        double processorNanos = crowded ? (double) wallNanos * processors : threadNanos;
        RoundResult result = new RoundResult(phase, processorNanos / totalOperations, totalOperations, failures);
        wallNanos = 0;
        threadNanos = 0;
        totalOperations = 0;
        return result;
    }
}
