package dev.cleave.lab.experiment.footprint;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.OptionalLong;

/** Cleave's heap over a pool of its own. */
final class CleaveHeap implements dev.cleave.lab.peer.Heap {
    private final Pool pool;
    private final Heap heap;

    CleaveHeap(long capacity, Duration decay) {
        pool = Pool.builder().capacity(capacity).decay(decay).build();
        heap = Heap.of(pool);
    }

    @Override
    public long allocate(long byteSize, int slot) {
        return heap.tryAllocate(byteSize);
    }

    @Override
    public void free(long address, int slot) {
        heap.free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return heap.usableBytes(address);
    }

    /** The blocks that the heap has of its pool: the rest of the pool is free for all. */
    @Override
    public OptionalLong reservedBytes() {
        return OptionalLong.of(heap.usage().blockBytes());
    }

    @Override
    public long javaHeapBytes() {
        return heap.metadataBytes() + pool.metadataBytes();
    }
}
