package dev.cleave.jcache;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javax.cache.management.CacheStatisticsMXBean;

/**
 * What a cache has done since it was made, or since these were cleared; nothing while they are off.
 * Any thread.
 */
final class Counts implements CacheStatisticsMXBean {
    private static final float NANOS_PER_MICRO = 1_000;
    private static final float HUNDRED = 100;

    private final LongSupplier evictions;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private volatile long evictionsBefore;
    private volatile boolean enabled;

    /**
     * @param evictions how many entries were evicted since the cache was made
     */
    Counts(LongSupplier evictions) {
        this.evictions = evictions;
    }

    void enable(boolean newEnabled) {
        enabled = newEnabled;
    }

    /** When a call began; 0 where nobody asks. */
    long begin() {
        return enabled ? System.nanoTime() : 0;
    }

    void hit() {
        add(hits, 1);
    }

    void miss() {
        add(misses, 1);
    }

    void put() {
        add(puts, 1);
    }

    void removal() {
        add(removals, 1);
    }

    void getEnded(long begin) {
        ended(getNanos, begin);
    }

    void putEnded(long begin) {
        ended(putNanos, begin);
    }

    void removeEnded(long begin) {
        ended(removeNanos, begin);
    }

    private void ended(LongAdder nanos, long begin) {
        if (begin != 0) {
            nanos.add(System.nanoTime() - begin);
        }
    }

    private void add(LongAdder count, int more) {
        if (enabled) {
            count.add(more);
        }
    }

    @Override
    public void clear() {
        hits.reset();
        misses.reset();
        puts.reset();
        removals.reset();
        getNanos.reset();
        putNanos.reset();
        removeNanos.reset();
        evictionsBefore = evictions.getAsLong();
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return share(getCacheHits());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return share(getCacheMisses());
    }

    private float share(long part) {
        long all = getCacheGets();
        return all == 0 ? 0 : HUNDRED * part / all;
    }

    @Override
    public long getCacheGets() {
        return getCacheHits() + getCacheMisses();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    @Override
    public long getCacheEvictions() {
        return evictions.getAsLong() - evictionsBefore;
    }

    @Override
    public float getAverageGetTime() {
        return average(getNanos, getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return average(putNanos, getCachePuts());
    }

    @Override
    public float getAverageRemoveTime() {
        return average(removeNanos, getCacheRemovals());
    }

    private static float average(LongAdder nanos, long count) {
        return count == 0 ? 0 : nanos.sum() / NANOS_PER_MICRO / count;
    }
}
