package dev.cleave.gpu;

/**
 * Whoever holds device memory that could be had again: a cache of textures, of staging buffers, of
 * results. It is asked before a request fails.
 */
@FunctionalInterface
public interface MemoryCache {
    /**
     * Frees allocations of a memory heap, the least wanted first. Called by the thread whose
     * request is about to fail, with no lock held; it may free, and must not allocate.
     *
     * @param memoryHeap index of the memory heap that is short
     * @param byteSize how many bytes are wanted
     * @return how many were freed; 0 where there is nothing to give
     */
    long giveUp(int memoryHeap, long byteSize);
}
