package dev.cleave.lab.peer;

import dev.cleave.memory.PoolExhaustedException;

/** Cleave's heap, over a pool. */
final class CleaveHeap implements Heap {
    private final dev.cleave.heap.Heap heap;

    CleaveHeap(dev.cleave.heap.Heap heap) {
        this.heap = heap;
    }

    @Override
    public long allocate(long byteSize, int slot) {
        try {
            return heap.allocate(byteSize);
        } catch (PoolExhaustedException full) {
            return NO_ADDRESS;
        }
    }

    @Override
    public void free(long address, int slot) {
        heap.free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return heap.usableBytes(address);
    }
}
