package dev.cleave.lab.experiment.compaction;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time since it was made: elapsed, and what the system has charged to the calling thread, which
 * other programs hardly change.
 */
final class Stopwatch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long processor = THREADS.getCurrentThreadCpuTime();
    private final long begin = System.nanoTime();

    /** Nanoseconds, elapsed and of the processor. */
    record Time(long elapsed, long processor) {}

    Time stop() {
        long elapsed = System.nanoTime() - begin;
        return new Time(elapsed, THREADS.getCurrentThreadCpuTime() - processor);
    }
}
