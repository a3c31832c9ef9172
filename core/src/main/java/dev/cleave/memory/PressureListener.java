package dev.cleave.memory;

/**
 * Somebody who can give memory back when a pool is full: a cache, a compaction. It is called by the thread whose request
 * would else fail, possibly by several at once, once a request; it may free blocks of the pool, and may allocate from it,
 * but such an allocation does not call listeners again. It may use or close the very
 * arena that asks, whose allocation then throws {@link IllegalStateException}.
 *
 * <p>A {@link RuntimeException} that it throws does not reach the requester: it is added to the
 * {@link PoolExhaustedException} if the request fails in the end, and logged otherwise, as it is where fullness throws
 * nothing ({@link Pool#tryAllocateAddress}). An {@link Error} reaches the requester, who gets no block.
 */
@FunctionalInterface
public interface PressureListener {
    /**
     * Frees what can be spared.
     *
     * @param pool the pool that is full
     * @param byteSize how many adjacent bytes are wanted, rounded up to whole units
     */
    void memoryIsWanted(Pool pool, long byteSize);
}
