package dev.cleave.heap;

import dev.cleave.memory.AttachedLifetime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An arena of all threads. Blocks are allocated and zeroed outside its lock, and remembered under
 * it. The lock is the monitor of the blocks, which is left also where the stack ends.
 *
 * <p>Closing takes the same lock: a block that was allocated meanwhile is either remembered before, and freed with the others, or finds the
 * arena closed, and is freed by who allocated it. So none is left behind, and nobody writes to one that was freed. The heap is left by whoever is
 * last: by who closes, or by an allocation that was under way.
 */
final class SharedHeapArena extends HeapArena {
    private static final VarHandle USERS;

    static {
        try {
            USERS = MethodHandles.lookup().findVarHandle(SharedHeapArena.class, "users", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final boolean checked;
    private final HeldBlocks blocks = new HeldBlocks();

    /** What is bound to a trusted arena. Under the lock. */
    private final AttachedLifetime attached = new AttachedLifetime();

    private volatile boolean closed;

    /** The allocations that are under way, and one for the arena itself while it is open. */
    private volatile int users = 1;

    /** Checked, or with no lifetime trusted. */
    SharedHeapArena(Heap heap, @Nullable Arena lifetime) {
        super(heap, lifetime);
        checked = lifetime != null;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        beginUse();
        try {
            return keep(block(byteSize, byteAlignment), byteSize);
        } finally {
            endUse();
        }
    }

    private MemorySegment keep(long address, long byteSize) {
        boolean kept = false;
        try {
            MemorySegment segment = view(address, byteSize);
            remember(address);
            kept = true;
            return segment;
        } finally {
            if (!kept) {
                takeBack(address);
            }
        }
    }

    private void remember(long address) {
        synchronized (blocks) {
            requireOpen();
            blocks.keep(address);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw alreadyClosed();
        }
    }

    /** Once there is no user there is none again. */
    private void beginUse() {
        int present = users;
        while (!closed && present > 0) {
            if (USERS.compareAndSet(this, present, present + 1)) {
                return;
            }
            present = users;
        }
        throw alreadyClosed();
    }

    private void endUse() {
        if ((int) USERS.getAndAdd(this, -1) == 1) {
            leave();
        }
    }

    @Override
    public int segments() {
        synchronized (blocks) {
            return blocks.count();
        }
    }

    @Override
    HeldBlocks held() {
        return blocks;
    }

    @Override
    String kind() {
        return checked ? "shared" : "trusted";
    }

    @Override
    public MemorySegment.Scope scope() {
        if (checked) {
            return super.scope();
        }
        synchronized (blocks) {
            return attached.scope(closed);
        }
    }

    @Override
    public void close() {
        synchronized (blocks) {
            requireOpen();
            endLifetime();
            attached.close();
            closed = true;
            try {
                freeAll(blocks);
            } finally {
                endUse();
            }
        }
    }
}
