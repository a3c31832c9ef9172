package dev.cleave.cache;

import java.util.concurrent.atomic.LongAdder;

/** Counts, by many threads at once. */
final class CacheCounts {
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder failedLoads = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder evictedBytes = new LongAdder();
    final LongAdder expirations = new LongAdder();
    final LongAdder listenerFailures = new LongAdder();

    CacheStatistics now(EntryMover mover) {
        return new CacheStatistics(hits.sum(), misses.sum(), loads.sum(), failedLoads.sum(), evictions.sum(),
                evictedBytes.sum(), expirations.sum(), mover.moves.sum(), mover.movedBytes.sum(),
                listenerFailures.sum());
    }
}
