package dev.cleave.metrics;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.SpaceSnapshot;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolUsage;

/**
 * What was read of a pool at one time, in bytes.
 *
 * @param usage the pool's figures
 * @param free what was free, by order; to a child what its pool has
 * @param unit bytes of a unit
 * @param largestBlock the largest block that could be had: all of the longest free run, whose
 *     length need be no power of two
 * @param metadata bytes of metadata
 */
record PoolReading(PoolUsage usage, SpaceSnapshot free, long unit, long largestBlock, long metadata) {
    /** A huge page: what a request of some size is judged by, where nobody says better. */
    private static final long USUALLY_WANTED = 2 << 20;

    /** One for each pool, whoever asks. */
    static final SharedReadings<Pool, PoolReading> SHARED = new SharedReadings<>(PoolReading::of, Pool::isClosed);

    /**
     * Reads a pool. Cost: two bytes a unit near one that was ever handed out, some 85 µs a GiB of 4
     * KiB units, and little beside.
     */
    static PoolReading of(Pool pool) {
        PoolUsage usage = pool.usage();
        BuddySpace space = pool.space();
        SpaceSnapshot free = space.snapshot();
        long longest = Math.max(longestFreeRun(space), free.largestFreeOrder() < 0 ? 0 : 1L << free.largestFreeOrder());
        return new PoolReading(usage, free, pool.unit(), Math.min(longest * pool.unit(), usage.freeBytes()),
                pool.metadataBytes());
    }

    /** What lies in magazines counts as taken. */
    private static long longestFreeRun(BuddySpace space) {
        long[] longest = {0};
        space.forEachFreeRun(0, space.units(), (offset, length) -> longest[0] = Math.max(longest[0], length));
        return longest[0];
    }

    /** The size that a pool is judged by unless told otherwise: 2 MiB, or all of a smaller pool. */
    static long usuallyWanted(Pool pool) {
        return Math.min(USUALLY_WANTED, pool.cap());
    }

    /** @throws IllegalArgumentException where the pool can never have such a block */
    static long requireWanted(Pool pool, long byteSize) {
        if (byteSize < 1 || byteSize > pool.cap()) {
            throw new IllegalArgumentException("a wanted block of " + byteSize + " bytes: pool " + pool.name()
                    + " has blocks of 1 to " + pool.cap() + " bytes");
        }
        return byteSize;
    }

    /**
     * The share of free memory in blocks too small for a size, 0 to 1; see {@link
     * SpaceSnapshot#unusableFreeSpaceIndex}.
     */
    double unusableFreeSpaceIndex(long wanted) {
        return free.unusableFreeSpaceIndex(orderOf(wanted));
    }

    /** Why a block of a size cannot be had: see {@link SpaceSnapshot#fragmentationIndex}. */
    double fragmentationIndex(long wanted) {
        return free.fragmentationIndex(orderOf(wanted));
    }

    /**
     * The order of the smallest block of the buddy system that holds so many bytes, or of the
     * largest that there can be.
     */
    private int orderOf(long byteSize) {
        long units = (byteSize - 1) / unit + 1;
        return Math.min(Long.SIZE - Long.numberOfLeadingZeros(units - 1), free.freeBlocksByOrder().length - 1);
    }

    /** How many maximal free blocks of an order there were. */
    long freeBlocks(int order) {
        return free.freeBlocksByOrder()[order];
    }
}
