package dev.cleave.plan;

import java.time.Duration;

/** A moment by which work ends. */
final class Deadline {
    private final long start = System.nanoTime();
    private final long nanos;

    Deadline(Duration limit) {
        nanos = limit.toNanos();
    }

    boolean hasPassed() {
        return System.nanoTime() - start > nanos;
    }

    /** How much of the time is over, 0 to 1. */
    double share() {
        return Math.min(1, (double) (System.nanoTime() - start) / nanos);
    }
}
