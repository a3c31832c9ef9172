package dev.cleave.lab.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/** How the time of a phase is told. */
public enum Clock {
    /** Time as it passes: whatever makes a thread wait counts. */
    ELAPSED {
        @Override
        public long threadNanos() {
            return System.nanoTime();
        }
    },
    /** Time that the system charged to the thread: blind to waiting, but not disturbed by other programs' turns either. */
    PROCESSOR {
        @Override
        public long threadNanos() {
            return THREADS.getCurrentThreadCpuTime();
        }
    };

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The name users type. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The calling thread's time so far, in nanoseconds from any start. */
    public abstract long threadNanos();
}
