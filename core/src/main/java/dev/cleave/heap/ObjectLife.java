package dev.cleave.heap;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of an {@link ObjectCache} begin and end: by the constructor and the destructor of
 * its user, each of which may throw anything, and use the cache itself.
 */
final class ObjectLife implements SlotLife {
    private final String owner;
    private final MemorySegment memory;
    private final long base;
    private final long byteSize;
    private final int slotBytes;
    private final @Nullable Consumer<MemorySegment> constructor;
    private final @Nullable Consumer<MemorySegment> destructor;
    private final AtomicLong constructed = new AtomicLong();
    private final AtomicLong destructed = new AtomicLong();

    /** Threads in which a constructor runs: one that had more objects made would never end. */
    private final Set<Thread> constructing = ConcurrentHashMap.newKeySet();

    private volatile boolean ended;

    /**
     * Objects in the slots of a pool.
     *
     * @param owner what messages call the cache
     * @param byteSize bytes of an object
     * @param slotBytes bytes from one object to the next
     * @param constructor null where nothing is to be done
     * @param destructor null where nothing is to be done
     */
    ObjectLife(
            String owner,
            Pool pool,
            long byteSize,
            int slotBytes,
            @Nullable Consumer<MemorySegment> constructor,
            @Nullable Consumer<MemorySegment> destructor) {
        this.owner = owner;
        memory = pool.memory();
        base = pool.baseAddress();
        this.byteSize = byteSize;
        this.slotBytes = slotBytes;
        this.constructor = constructor;
        this.destructor = destructor;
    }

    @Override
    public String owner() {
        return owner;
    }

    /** The object at an address, as its constructor, its holder and its destructor see it. */
    MemorySegment object(long address) {
        return memory.asSlice(address - base, byteSize);
    }

    // ---------------------------------------------------------------------------------------------------- construct

    @Override
    public void construct(long start, int slots) {
        if (constructor == null) {
            requireOpen();
            constructed.getAndAdd(slots);
            return;
        }
        Thread current = Thread.currentThread();
        if (!constructing.add(current)) {
            throw new IllegalStateException("the constructor of object cache " + owner
                    + " asks for one of its objects, and none is left but what would have to be constructed:"
                    + " take it before, or from another cache");
        }
        try {
            constructAll(constructor, start, slots);
        } finally {
            constructing.remove(current);
        }
    }

    private void constructAll(Consumer<MemorySegment> made, long start, int slots) {
        int done = 0;
        try {
            while (done < slots) {
                made.accept(object(start + (long) done * slotBytes));
                done++;
            }
            requireOpen();
        } catch (Throwable failure) {
            undo(start, done, failure);
            throw failure;
        } finally {
            constructed.getAndAdd(done);
        }
    }

    /** Destructs what was constructed before a failure, which what fails now is suppressed in. */
    private void undo(long start, int slots, Throwable because) {
        try {
            destruct(start, slots);
        } catch (Throwable failure) {
            FirstFailure.of(because, failure);
        }
    }

    // ----------------------------------------------------------------------------------------------------- destruct

    @Override
    public void destruct(long start, int slots) {
        Throwable failure = null;
        if (destructor != null) {
            for (int slot = 0; slot < slots; slot++) {
                try {
                    destructor.accept(object(start + (long) slot * slotBytes));
                } catch (Throwable thrown) {
                    failure = FirstFailure.of(failure, thrown);
                }
            }
        }
        destructed.getAndAdd(slots);
        FirstFailure.rethrow(failure);
    }

    // --------------------------------------------------------------------------------------------------------- life

    /** From now on nothing is constructed any more. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /**
     * Refuses where the cache is closed: also by its constructor, whose objects go with it, or by a
     * pressure listener of the pool that was asked for their block.
     */
    void requireOpen() {
        if (ended) {
            throw new IllegalStateException("object cache " + owner + " is closed");
        }
    }

    /** How often the constructor ran so far. */
    long constructed() {
        return constructed.get();
    }

    /** How often the destructor ran so far. */
    long destructed() {
        return destructed.get();
    }
}
