package dev.cleave.arrow;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.RoundingPolicy;

/**
 * Arrow's buffers on a bounded pool: the factory of their memory, which are blocks of a {@link
 * Heap}. The pool's capacity is a hard cap beside Arrow's own accounting, what is free goes back to
 * the system, and a buffer takes the bytes that it needs, not the next power of two.
 *
 * {@snippet :
 * try (CleaveArrowMemory memory = CleaveArrowMemory.of(pool);
 *         BufferAllocator allocator = memory.rootAllocator();
 *         IntVector vector = new IntVector("numbers", allocator)) {
 *     vector.allocateNew(1_000_000);
 * }
 * }
 *
 * <p>Where a program builds its root allocator itself, it names this as the factory: {@code
 * RootAllocator.configBuilder().allocationManagerFactory(memory)}. Arrow's own discovery knows the
 * class names of Arrow's own managers alone.
 *
 * <p>Addresses are multiples of 64, as Arrow recommends. Memory is not zeroed, as with Arrow's own
 * managers.
 *
 * <p><strong>Threads.</strong> Any thread may allocate and release; nothing is bound to one.
 *
 * <p><strong>Failures.</strong> A full pool is Arrow's {@link OutOfMemoryException}, caused by the
 * {@link PoolExhaustedException} that has the figures; Arrow's accounting is as it was.
 */
public final class CleaveArrowMemory implements AllocationManager.Factory, AutoCloseable {
    /** What Arrow's format recommends for the beginning of a buffer. */
    private static final int ALIGNMENT = 64;

    /** To the next multiple of the alignment, so that slots of the heap begin at one. */
    private static final RoundingPolicy TO_ALIGNMENT = byteSize -> byteSize + ALIGNMENT - 1 & -ALIGNMENT;

    private final Heap heap;
    private final boolean ownsHeap;
    private final ArrowBuf empty;

    private CleaveArrowMemory(Heap heap, boolean ownsHeap) {
        this.heap = heap;
        this.ownsHeap = ownsHeap;
        empty = new ArrowBuf(ReferenceManager.NO_OP, null, 0, heap.pool().baseAddress());
    }

    /**
     * Memory for Arrow in a heap of its own in this pool, which may serve others too.
     *
     * @throws IllegalStateException where the pool is closed
     */
    public static CleaveArrowMemory of(Pool pool) {
        return new CleaveArrowMemory(Heap.of(pool), true);
    }

    /**
     * Memory for Arrow in this heap, which may serve others too, and stays open when this is
     * closed.
     */
    public static CleaveArrowMemory of(Heap heap) {
        return new CleaveArrowMemory(heap, false);
    }

    /**
     * A root allocator over this memory, with the pool's capacity as its limit, or the cap where it
     * is a child of one; it rounds to 64 bytes.
     */
    public BufferAllocator rootAllocator() {
        return rootAllocator(heap.pool().cap());
    }

    /**
     * A root allocator over this memory, which rounds to 64 bytes.
     *
     * @param limit the most bytes that Arrow's accounting allows it, 0 or more
     */
    public BufferAllocator rootAllocator(long limit) {
        return new RootAllocator(RootAllocator.configBuilder()
                .maxAllocation(limit)
                .allocationManagerFactory(this)
                .roundingPolicy(TO_ALIGNMENT)
                .build());
    }

    /** For Arrow: the memory of a new buffer. */
    @Override
    public AllocationManager create(BufferAllocator accounting, long byteSize) {
        long address;
        try {
            address = byteSize % ALIGNMENT == 0 ? heap.allocate(byteSize) : heap.allocate(byteSize, ALIGNMENT);
        } catch (PoolExhaustedException full) {
            throw new OutOfMemoryException(
                    "no Arrow buffer of " + byteSize + " bytes can be had: " + full.getMessage(), full);
        }
        boolean made = false;
        try {
            AllocationManager manager = new ArrowBlock(accounting, heap, address, byteSize);
            made = true;
            return manager;
        } finally {
            if (!made) {
                heap.free(address);
            }
        }
    }

    /** For Arrow: a buffer without bytes, which nobody has to release. */
    @Override
    public ArrowBuf empty() {
        return empty;
    }

    /** The heap that buffers are blocks of. */
    public Heap heap() {
        return heap;
    }

    /**
     * Ends the memory, and its heap if that is its own; the pool stays open. Close the allocators
     * over it first; no other thread may use it meanwhile.
     *
     * @throws IllegalStateException where buffers live: it says how many, and by samples who
     *     allocated them; nothing is changed
     */
    @Override
    public void close() {
        if (ownsHeap) {
            heap.closeEmpty();
        }
    }

    @Override
    public String toString() {
        return "Arrow's memory in pool " + heap.pool().name();
    }
}
