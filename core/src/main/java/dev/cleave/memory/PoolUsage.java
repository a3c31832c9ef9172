package dev.cleave.memory;

/**
 * How a pool's memory is used, in bytes: exact when nothing else runs, else an estimate.
 *
 * @param requestedBytes asked for by the holders of live blocks
 * @param usedBytes handed out: the requested ones, rounded up to whole units
 * @param committedBytes an upper bound of what is backed by memory: pages handed out and not dropped since
 * @param reservedBytes address space
 * @param capacityBytes what the pool can hand out in all
 * @param freeBytes what it can still hand out
 * @param largestFreeBlockBytes the largest block of a power of two that it could hand out now
 */
public record PoolUsage(
        long requestedBytes,
        long usedBytes,
        long committedBytes,
        long reservedBytes,
        long capacityBytes,
        long freeBytes,
        long largestFreeBlockBytes) {}
