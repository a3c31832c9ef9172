package dev.cleave.contiguity;

import java.util.concurrent.atomic.LongAdder;

/** Counts of moves. */
final class MoveCounters {
    private final LongAdder migrated = new LongAdder();
    private final LongAdder migratedBytes = new LongAdder();
    private final LongAdder copiedBytes = new LongAdder();

    void migrated(long byteSize) {
        migrated.increment();
        migratedBytes.add(byteSize);
    }

    void copied(long bytes) {
        copiedBytes.add(bytes);
    }

    long migrated() {
        return migrated.sum();
    }

    long migratedBytes() {
        return migratedBytes.sum();
    }

    long copiedBytes() {
        return copiedBytes.sum();
    }
}
