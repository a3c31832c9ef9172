package dev.cleave.heap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An arena of all threads. Blocks are allocated and zeroed outside its lock, and remembered under it.
 *
 * <p>Closing takes the same lock: a block that was allocated meanwhile is either remembered before, and freed with the others, or finds the
 * arena closed, and is freed by who allocated it. So none is left behind, and nobody writes to one that was freed.
 */
final class SharedHeapArena extends HeapArena {
    private final HeldBlocks blocks = new HeldBlocks();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;

    /** Checked, or with no lifetime trusted. */
    SharedHeapArena(Heap heap, @Nullable Arena lifetime) {
        super(heap, lifetime);
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        requireOpen();
        long address = block(byteSize, byteAlignment);
        boolean kept = false;
        lock.lock();
        try {
            requireOpen();
            blocks.keep(address);
            kept = true;
        } finally {
            lock.unlock();
            if (!kept) {
                takeBack(address);
            }
        }
        return view(address, byteSize);
    }

    private void requireOpen() {
        if (closed) {
            throw alreadyClosed();
        }
    }

    @Override
    public int segments() {
        lock.lock();
        try {
            return blocks.count();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            requireOpen();
            endLifetime();
            closed = true;
            freeAll(blocks);
        } finally {
            lock.unlock();
        }
    }
}
