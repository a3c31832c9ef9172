package dev.cleave.contiguity;

import java.util.concurrent.atomic.LongAdder;

/** Counts of moves and compactions, for {@link CompactionCounts}. */
final class MoveCounters {
    private final LongAdder stalls = new LongAdder();
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder migrated = new LongAdder();
    private final LongAdder migrationsFailed = new LongAdder();
    private final LongAdder migratedBytes = new LongAdder();
    private final LongAdder copiedBytes = new LongAdder();

    void migrated(long byteSize) {
        migrated.increment();
        migratedBytes.add(byteSize);
    }

    void migrationFailed() {
        migrationsFailed.increment();
    }

    void copied(long bytes) {
        copiedBytes.add(bytes);
    }

    void stalled() {
        stalls.increment();
    }

    void ended(boolean succeeded) {
        (succeeded ? successes : failures).increment();
    }

    CompactionCounts counts() {
        return new CompactionCounts(stalls.sum(), successes.sum(), failures.sum(), migrated.sum(),
                migrationsFailed.sum(), migratedBytes.sum(), copiedBytes.sum());
    }
}
