package dev.cleave.lab.replay;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.Heap;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A peer that serves from the whole address space: it has no region, knows no orders, and is full only when the machine is.
 *
 * <p>Its memory is shared with all of the process, so it cannot tell how much of that is committed for the replay. Page
 * traces ask it for blocks aligned to pages.
 */
final class HeapAllocator implements ReplayAllocator {
    private static final long USUAL_ALIGNMENT = 1;

    private final AllocatorName name;
    private final Heap heap;

    private HeapAllocator(AllocatorName name, Heap heap) {
        this.name = name;
        this.heap = heap;
    }

    static HeapAllocator open(AllocatorName name, Trace trace) {
        long byteAlignment = trace.kind() == TraceKind.PAGES ? Trace.PAGE_BYTES : USUAL_ALIGNMENT;
        return new HeapAllocator(name, name.openHeap(trace.blocks(), byteAlignment));
    }

    @Override
    public String name() {
        return name.label();
    }

    @Override
    public void enterThread() {
        heap.enterThread();
    }

    @Override
    public long allocate(long byteSize, int block) {
        return heap.allocate(byteSize, block);
    }

    @Override
    public void free(long address, int block) {
        heap.free(address, block);
    }

    @Override
    public long blockBytes(long address, int block, long byteSize) {
        return heap.blockBytes(address, block, byteSize);
    }

    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Region> region() {
        return Optional.empty();
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return Optional.empty();
    }

    /** Nothing to check: these allocators do not show their books. */
    @Override
    public void verifyEmpty() {}

    /** Nothing to give back: every block has been freed. */
    @Override
    public void close() {}
}
