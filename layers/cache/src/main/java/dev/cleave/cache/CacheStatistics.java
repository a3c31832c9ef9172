package dev.cleave.cache;

/**
 * What a cache has done since it was made.
 *
 * @param hits reads that found a value
 * @param misses reads that found none
 * @param loads values that a loader made
 * @param failedLoads loads that threw
 * @param evictions entries that left because others were worth their bytes more
 * @param evictedBytes what these had cost
 * @param expirations entries that left because they were too old
 * @param moves blocks that were moved so that room came free beside them, those of index and policy
 *     too
 * @param movedBytes their bytes
 * @param listenerFailures times that the listener threw, or could not be told
 */
public record CacheStatistics(
        long hits,
        long misses,
        long loads,
        long failedLoads,
        long evictions,
        long evictedBytes,
        long expirations,
        long moves,
        long movedBytes,
        long listenerFailures) {

    /** Hits of all reads, from 0 to 1; 1 where there were none. */
    public double hitRate() {
        return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
    }
}
