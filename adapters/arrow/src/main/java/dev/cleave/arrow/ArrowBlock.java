package dev.cleave.arrow;

import dev.cleave.heap.Heap;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.BufferAllocator;

/** The memory of one Arrow buffer and its slices: a block of a heap, until Arrow releases it. */
final class ArrowBlock extends AllocationManager {
    private final Heap heap;
    private final long address;
    private final long byteSize;

    /** Of a block that the caller has allocated. */
    ArrowBlock(BufferAllocator accounting, Heap heap, long address, long byteSize) {
        super(accounting);
        this.heap = heap;
        this.address = address;
        this.byteSize = byteSize;
    }

    @Override
    public long getSize() {
        return byteSize;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    @Override
    protected void release0() {
        heap.free(address);
    }
}
