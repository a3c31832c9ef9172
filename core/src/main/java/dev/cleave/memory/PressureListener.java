package dev.cleave.memory;

/**
 * Somebody who can give memory back when a pool is full: a cache, a compaction. The thread whose
 * request would fail calls it, once for each request; one of a child that is at its own limits, and
 * let beyond them, once more where the pool is full too. Several threads may call it at once. It
 * may free blocks of the pool, and may allocate from it, but such an allocation does not call
 * listeners again. It may use or close the very arena that asks, whose allocation then throws
 * {@link IllegalStateException}.
 *
 * <p>A {@link RuntimeException} that it throws does not reach the requester: it is added to the
 * {@link PoolExhaustedException} if the request fails in the end. If it succeeds, or throws nothing
 * when the pool is full ({@link Pool#tryAllocateAddress}), it is logged. An {@link Error} reaches
 * the requester, who gets no block.
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
