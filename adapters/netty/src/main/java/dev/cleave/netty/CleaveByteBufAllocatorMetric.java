package dev.cleave.netty;

import dev.cleave.heap.Heap;
import io.netty.buffer.ByteBufAllocatorMetric;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a {@link CleaveByteBufAllocator} holds, in bytes, each figure for what it is. Any thread may
 * ask at any time; under load they are estimates.
 */
public final class CleaveByteBufAllocatorMetric implements ByteBufAllocatorMetric {
    private final Heap heap;
    private final LongAdder arrayBytes;

    CleaveByteBufAllocatorMetric(Heap heap, LongAdder arrayBytes) {
        this.heap = heap;
        this.arrayBytes = arrayBytes;
    }

    /** Bytes of the arrays of live array buffers. */
    @Override
    public long usedHeapMemory() {
        return Math.max(0, arrayBytes.sum());
    }

    /**
     * Bytes that the heap of the direct buffers holds of the pool: live buffers, and slots and
     * spare blocks that are free. Cost: a walk over the heap's units and slabs, about 100 µs a GiB
     * in use.
     */
    @Override
    public long usedDirectMemory() {
        return heap.usage().blockBytes();
    }

    /**
     * Bytes that live direct buffers have room for; what else lives in the heap, if it serves
     * others too, counts as well. Cost: as {@link #usedDirectMemory()}.
     */
    public long pinnedDirectMemory() {
        return heap.usage().usedBytes();
    }

    /**
     * Bytes of the whole pool that are backed by the system's memory at most: they fall when free
     * memory has gone back. Of a child of a pool: bytes that it holds. Cost: a read.
     */
    public long committedDirectMemory() {
        return heap.pool().committedBytes();
    }

    /**
     * Bytes that direct buffers can never exceed together: the pool's capacity, or the cap where it
     * is a child of one.
     */
    public long maxDirectMemory() {
        return heap.pool().cap();
    }

    @Override
    public String toString() {
        return "CleaveByteBufAllocatorMetric(usedHeapMemory: " + usedHeapMemory() + ", usedDirectMemory: "
                + usedDirectMemory() + ", pinnedDirectMemory: " + pinnedDirectMemory() + ", committedDirectMemory: "
                + committedDirectMemory() + ", maxDirectMemory: " + maxDirectMemory() + ")";
    }
}
