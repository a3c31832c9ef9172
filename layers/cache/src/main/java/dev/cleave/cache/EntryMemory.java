package dev.cleave.cache;

import dev.cleave.handle.PinnedMemory;
import dev.cleave.heap.BlockMover;
import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where entries and tables lie: blocks of a heap, each of which is named by its <em>place</em>, the
 * eighths of bytes from the pool's begin, plus one. What each block costs is counted, its rounding
 * included.
 *
 * <p>Bytes of a block that was freed may be read: they are memory of the pool still, and whoever
 * reads them learns afterwards that they were nobody's.
 */
final class EntryMemory {
    /** Bits of a place: pools of up to 2 TiB. */
    static final int PLACE_BITS = 38;

    private static final int GRAIN_SHIFT = 3;

    /**
     * The heap's blocks have sizes in steps of a grain up to here, and of an eighth of a doubling
     * above.
     */
    private static final int FINE = 128;

    private static final int STEPS_SHIFT = 3;

    /**
     * All memory, in which blocks lie at their {@link #offset}. It is a constant, so that what it
     * is need not be looked at for each word that is read; where it may be read is {@link #holds}'s
     * to say. The pool's memory stays where it is for as long as the heap is open, which holds
     * blocks.
     */
    static final MemorySegment BYTES = PinnedMemory.ALL;

    private final Heap heap;
    private final long base;
    private final long capacity;
    private final HeldBytes held;
    private @Nullable BlockMover mover;

    EntryMemory(Pool pool, HeldBytes held) {
        if (pool.capacity() >>> GRAIN_SHIFT >= 1L << PLACE_BITS) {
            throw new IllegalArgumentException("a pool of " + pool.capacity() + " bytes: must be smaller than 2 TiB");
        }
        heap = Heap.builder(pool).reportLeaks(false).build();
        base = pool.baseAddress();
        capacity = pool.capacity();
        this.held = held;
    }

    /** Who moves blocks where that makes room; told once, before others know this. */
    void movedBy(BlockMover newMover) {
        mover = newMover;
    }

    HeldBytes held() {
        return held;
    }

    /** The offset of a block in {@link #BYTES}. */
    long offset(long place) {
        return base + (place - 1 << GRAIN_SHIFT);
    }

    /**
     * Whether so many bytes from there are the pool's, be the place one that was read in passing.
     */
    boolean holds(long place, long byteSize) {
        return place > 0 && place - 1 << GRAIN_SHIFT <= capacity - byteSize;
    }

    /**
     * A block, or 0 where that would be more bytes than allowed.
     *
     * @throws PoolExhaustedException where the pool has no room
     */
    long allocate(long byteSize) {
        return counted(heap.allocate(byteSize));
    }

    /**
     * As {@link #allocate}, but others are moved where the pool has no room. Not under a lock of
     * the mover's.
     */
    long allocateMoving(long byteSize) {
        try {
            return counted(heap.allocate(byteSize));
        } catch (PoolExhaustedException full) {
            long address = mover == null ? 0 : heap.allocateMoving(byteSize, mover);
            if (address == 0) {
                throw full;
            }
            return counted(address);
        }
    }

    /**
     * Moves others until the pool has room for a block; answers whether it has. As
     * {@link #allocateMoving}.
     */
    boolean makeRoom(long byteSize) {
        long address = mover == null ? 0 : heap.allocateMoving(byteSize, mover);
        heap.free(address);
        return address != 0;
    }

    /**
     * A copy of a block, which costs the same and is not counted; 0 where there is no room for one.
     * One of the two is to be {@linkplain #release released}.
     */
    long tryCopy(long place) {
        long byteSize = costOf(place);
        long address = heap.tryAllocate(byteSize);
        if (address != 0 && heap.usableBytes(address) != byteSize) {
            heap.free(address);
            address = 0;
        }
        if (address == 0) {
            return 0;
        }
        MemorySegment.copy(BYTES, offset(place), BYTES, address, byteSize);
        return place(address);
    }

    /**
     * A block that is not counted, to take a larger one's {@linkplain #replace place}; 0 where the pool
     * has no room.
     */
    long tryAllocateUncounted(long byteSize) {
        long address = heap.tryAllocate(byteSize);
        return address == 0 ? 0 : place(address);
    }

    /** Frees a block; another that was not counted is from now on, and costs no more. */
    void replace(long larger, long other) {
        long more = costOf(larger) - costOf(other);
        release(larger);
        held.giveBack(more);
    }

    /** Frees a block that is counted no more, or never was. */
    void release(long place) {
        heap.free(offset(place));
    }

    /** The place of a block. */
    long place(long address) {
        return (address - base >>> GRAIN_SHIFT) + 1;
    }

    private long counted(long address) {
        if (!held.tryTake(heap.usableBytes(address))) {
            heap.free(address);
            return 0;
        }
        return place(address);
    }

    /** Frees a block; answers what it cost. */
    long free(long place) {
        long address = offset(place);
        long usable = heap.usableBytes(address);
        heap.free(address);
        held.giveBack(usable);
        return usable;
    }

    /**
     * Whether a new block of so many bytes would be as large as this one, or nearly where both are
     * large.
     */
    boolean isFor(long place, long byteSize) {
        long cost = costOf(place);
        long step = cost <= FINE ? 1L << GRAIN_SHIFT : Long.highestOneBit(cost - 1) >>> STEPS_SHIFT;
        return byteSize <= cost && cost - byteSize < step;
    }

    /** What a block costs. */
    long costOf(long place) {
        return heap.usableBytes(offset(place));
    }

    /** Gives idle memory back to the pool; answers how many bytes. */
    long trim() {
        return heap.trim();
    }

    /** Everything goes back to the pool. */
    void close() {
        heap.close();
    }
}
