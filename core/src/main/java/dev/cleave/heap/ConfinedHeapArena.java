package dev.cleave.heap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An arena of one thread: the JDK's own confined arena watches threads and closing. */
final class ConfinedHeapArena extends HeapArena {
    private final HeldBlocks blocks = new HeldBlocks();

    /** The one thread that may use the arena; null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    ConfinedHeapArena(Heap heap) {
        super(heap, Arena.ofConfined());
    }

    /** A pressure listener that the heap asked may have used this very arena, or closed it. */
    @Override
    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        if (Thread.currentThread() != owner) {
            throw refused();
        }
        blocks.makeRoom();
        long address = block(byteSize, byteAlignment);
        if (owner == null) {
            takeBack(address);
            throw alreadyClosed();
        }
        blocks.keep(address);
        return view(address, byteSize);
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
    public void close() {
        endLifetime();
        owner = null;
        freeAll(blocks);
    }
}
