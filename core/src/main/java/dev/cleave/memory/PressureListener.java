package dev.cleave.memory;

/**
 * Somebody who can give memory back when a pool is full: a cache, a compaction. It is called by the thread whose request
 * would else fail, possibly by several at once, once a request; it may free blocks of the pool, and may allocate from it,
 * but such an allocation does not call listeners again. What it throws does not reach the requester: a
 * {@link RuntimeException} is added to the {@link PoolExhaustedException} if the request fails in the end and logged
 * otherwise.
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
