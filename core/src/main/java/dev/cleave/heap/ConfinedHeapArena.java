package dev.cleave.heap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An arena of one thread: the JDK's own confined arena watches threads and closing. */
final class ConfinedHeapArena extends HeapArena {
    private final HeldBlocks blocks = new HeldBlocks();

    /** The one thread that may use the arena; null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    /** How many allocations are under way: more than one where a pressure listener that one of them asked allocates here too. */
    private int allocating;

    ConfinedHeapArena(Heap heap) {
        super(heap, Arena.ofConfined());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        if (Thread.currentThread() != owner) {
            throw refused();
        }
        allocating++;
        try {
            return keep(block(byteSize, byteAlignment), byteSize);
        } finally {
            if (--allocating == 0 && owner == null) {
                leave();
            }
        }
    }

    /** A pressure listener that the heap asked for this block may have used this very arena, or closed it. */
    private MemorySegment keep(long address, long byteSize) {
        boolean kept = false;
        try {
            if (owner == null) {
                throw alreadyClosed();
            }
            MemorySegment segment = view(address, byteSize);
            blocks.keep(address);
            kept = true;
            return segment;
        } finally {
            if (!kept) {
                takeBack(address);
            }
        }
    }

    private RuntimeException refused() {
        Thread user = owner;
        return user == null ? alreadyClosed() : new WrongThreadException("this arena is confined to " + user);
    }

    @Override
    public int segments() {
        return blocks.count();
    }

    @Override
    HeldBlocks held() {
        return blocks;
    }

    @Override
    String kind() {
        return "confined";
    }

    @Override
    public void close() {
        endLifetime();
        owner = null;
        try {
            freeAll(blocks);
        } finally {
            if (allocating == 0) {
                leave();
            }
        }
    }
}
