package dev.cleave.lab.bench;

import java.util.Optional;

/** What one thread of a workload does. All calls come from that thread. */
abstract class Worker {
    /** Operations between two looks at the clock, so that the clock costs nothing beside them. */
    static final int CHUNK = 2_000;

    private long failures;

    /** Sets the scene, once, outside the clock. */
    void prepare() {}

    /** Gets ready for a phase, outside the clock. */
    void before(int phase) {}

    /**
     * Does the phase's work, inside the clock: until the deadline, or once where the phase has an end of its own.
     *
     * @param deadline in {@link System#nanoTime()}'s terms
     * @return operations done, the failed ones not counted
     */
    abstract long run(int phase, long deadline);

    /** Clears up behind a phase that all threads have ended, outside the clock. */
    void after(int phase) {}

    /** What was found out about real memory since the last call, if this worker looks at that. */
    Optional<Residency> takeResidency() {
        return Optional.empty();
    }

    /** Frees what is still held, once, outside the clock. */
    void finish() {}

    /** Counts operations that did not do as they should. */
    final void failed(long count) {
        failures += count;
    }

    /** Operations that did not do as they should since the last call. */
    final long takeFailures() {
        long taken = failures;
        failures = 0;
        return taken;
    }
}
