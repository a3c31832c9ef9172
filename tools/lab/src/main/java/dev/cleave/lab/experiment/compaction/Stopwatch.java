package dev.cleave.lab.experiment.compaction;

import dev.cleave.lab.bench.Clock;

/**
 * The time since it was made: elapsed, and what the system has charged to the calling thread, which
 * other programs hardly change.
 */
final class Stopwatch {
    private final long processor = Clock.PROCESSOR.threadNanos();
    private final long begin = System.nanoTime();

    /** Nanoseconds, elapsed and of the processor. */
    record Time(long elapsed, long processor) {}

    Time stop() {
        long elapsed = System.nanoTime() - begin;
        return new Time(elapsed, Clock.PROCESSOR.threadNanos() - processor);
    }
}
