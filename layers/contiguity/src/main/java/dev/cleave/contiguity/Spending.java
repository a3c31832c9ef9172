package dev.cleave.contiguity;

import java.util.function.LongSupplier;

/** What is spent of a {@link Budget}. For one thread. */
final class Spending {
    private final Budget budget;
    private final LongSupplier clock;
    private final long begin;
    private long copied;

    /** Nothing yet; the clock tells nanoseconds, and the time runs from now on. */
    Spending(Budget budget, LongSupplier clock) {
        this.budget = budget;
        this.clock = clock;
        begin = clock.getAsLong();
    }

    /** Whether there is time left, and so many bytes. */
    boolean allows(long bytes) {
        return bytes <= budget.byteSize() - copied && clock.getAsLong() - begin < budget.nanos();
    }

    void copied(long bytes) {
        copied += bytes;
    }

    long copied() {
        return copied;
    }
}
