package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import dev.cleave.heap.HeapLifetime.Reporting;
import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.record.Recorders;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A general-purpose allocator over a {@link Pool}: any size, from any thread, freed by any thread.
 *
 * <p>Up to 32 KiB a request is rounded up to one of 80 size classes (by an eighth at most, from 128
 * bytes up) and served by a slot of a <em>slab</em>, a block of the pool cut into equal slots; a
 * larger request gets a block of its own, rounded up to a unit of the pool, or a block just freed
 * that is at most an eighth larger. Memory is not zeroed. Empty slabs go back to the pool, where
 * they join their neighbours again.
 *
 * {@snippet :
 * try (Pool pool = Pool.builder().capacity(1L << 30).build(); Heap heap = Heap.of(pool)) {
 *     long address = heap.allocate(100);
 *     address = heap.reallocate(address, 3000);
 *     heap.free(address);                                  // from any thread; twice is an exception
 *     MemorySegment segment = heap.allocateSegment(100);
 *     heap.free(segment);
 * }
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything but {@link #close()} at any time.
 * Nothing is bound to a thread: a million virtual threads hold no memory. Taking a slot and giving
 * it back are lock-free, a compare-and-set each; about once a slab a lock of the stripe's shelf is
 * taken.
 *
 * <p><strong>Failures.</strong> A call that throws, an {@link Error} too, has changed nothing: it
 * keeps no memory. Frees, trims and closings make no Java object, but of what is sampled and where
 * a segment ends at {@link SafetyLevel#CHECKED}, so that they work when the Java heap is full.
 *
 * <p><strong>Cost.</strong> Two compare-and-sets for an allocation and its free, and a read of the
 * table that leads from an address to its slab; no object is made on the Java heap where you use
 * addresses. Metadata: 4 bytes a unit of the stretches of 16 MiB that are in use, and about 300
 * bytes a slab.
 *
 * <p><strong>Close it.</strong> A heap that is dropped instead is collected, but gives nothing
 * back: its blocks stay usable, nobody can free them, and the pool refuses to be closed over them.
 *
 * <p>Sources: Bonwick, <em>The Slab Allocator</em>, 1994; Leijen et al., <em>Mimalloc: Free List
 * Sharding in Action</em>, 2019 (a page of slots as the unit of everything).
 */
public final class Heap implements AutoCloseable {
    /** Bytes of the largest slot. */
    public static final int LARGEST_SLOT = SizeClasses.LARGEST;

    private final HeapParts parts;
    private final Pool pool;
    private final long base;
    private final int unitShift;
    private final SlabMap map;
    private final PlainBlocks blocks;
    private final AllocationCounts counts;
    private final Stripes stripes;

    private final HandedOut handedOut;

    /** What is done beyond {@link SafetyLevel#FAST}; null there. */
    private final @Nullable Hardening hardening;

    private final boolean reportsLeaks;

    /**
     * The sizes that slots serve, and the distances from the base at which blocks lie, if nothing
     * else is to be done: both 0 where blocks are hardened or sampled, so that neither costs the
     * fast path a branch of its own. The sizes are 0 as well while somebody records; a thread that
     * sees that late is as one whose allocation came before the recording.
     */
    private long quickSizes;

    private final long quickDistances;

    Heap(HeapBuilder settings) {
        parts = new HeapParts(settings);
        pool = parts.pool;
        base = pool.baseAddress();
        unitShift = parts.unitShift;
        map = parts.map;
        blocks = parts.blocks;
        counts = parts.counts;
        stripes = settings.stripes;
        hardening = parts.hardening;
        reportsLeaks = settings.reportsLeaks;
        handedOut = HandedOut.ofHeap(pool, map, parts.largeBlocks, () -> quickSizes = 0);
        quickSizes = parts.isPlain() && Recorders.current() == null ? LARGEST_SLOT : 0;
        quickDistances = parts.isPlain() ? pool.capacity() : 0;
    }

    /** A heap over a pool, with usual settings. The pool may serve others as well. */
    public static Heap of(Pool pool) {
        return builder(pool).build();
    }

    /**
     * Settings of a heap over a pool.
     *
     * @throws IllegalArgumentException where the pool's unit is not from 1 to 64 KiB
     */
    public static HeapBuilder builder(Pool pool) {
        return new HeapBuilder(pool);
    }

    // ------------------------------------------------------------------------------------------------------ allocate

    /**
     * Allocates a block: at least so many bytes, whose contents are whatever was there. Its address
     * is a multiple of 8, and of 16 where a multiple of 16 bytes is asked for.
     *
     * @param byteSize 1 or more
     * @return its address, never 0
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where the heap or its pool is closed
     * @throws PoolExhaustedException where the pool has no room, even after its pressure listeners
     *     were asked
     */
    public long allocate(long byteSize) {
        int stripe = stripes.mine();
        long address = Long.compareUnsigned(byteSize - 1, quickSizes) < 0
                ? blocks.allocateSlot((int) byteSize, stripe)
                : allocateOther(byteSize, stripe);
        counts.allocated(stripe);
        return address;
    }

    /** A large block, or one of a heap that hardens or samples, or that is recorded. */
    private long allocateOther(long byteSize, int stripe) {
        long address = hardening != null
                ? hardening.allocate(byteSize, 1)
                : blocks.counted(allocatePlain(byteSize, stripe), byteSize);
        if (Recorders.current() != null) {
            handedOut.allocated(address, byteSize);
        } else if (parts.isPlain()) {
            quickSizes = LARGEST_SLOT;
        }
        return address;
    }

    private long allocatePlain(long byteSize, int stripe) {
        return byteSize >= 1 && byteSize <= LARGEST_SLOT
                ? blocks.allocateSlot((int) byteSize, stripe)
                : blocks.allocateLarge(byteSize, 1);
    }

    /**
     * Allocates a block whose address is a multiple of the alignment.
     *
     * @param byteAlignment a power of two, at most the pool's {@link Pool#maxAlignment()}
     */
    public long allocate(long byteSize, long byteAlignment) {
        long address = hardening != null
                ? hardening.allocate(byteSize, byteAlignment)
                : blocks.counted(blocks.allocate(byteSize, byteAlignment), byteSize);
        counts.allocated(stripes.mine());
        if (Recorders.current() != null) {
            handedOut.allocated(address, byteSize);
        }
        return address;
    }

    /**
     * As {@link #allocate(long)}, but 0 where the pool has no room, without asking its pressure
     * listeners. What the heap and its object caches hold for nobody, empty slabs, spare blocks and
     * what waits in quarantine, is given back before that, and comes back into use when it is
     * wanted: so it may run destructors of object caches over the heap, which cannot close their
     * cache then.
     */
    public long tryAllocate(long byteSize) {
        long address = allocateIfAny(byteSize);
        if (address == 0 && parts.life.giveBackIdle() > 0) {
            address = allocateIfAny(byteSize);
        }
        if (address == 0) {
            counts.failed();
        } else {
            counts.allocated(stripes.mine());
        }
        if (Recorders.current() != null) {
            handedOut.allocated(address, byteSize);
        }
        return address;
    }

    /**
     * As {@link #tryAllocate(long)}, but where the pool has no room, blocks of this heap are moved
     * until it has, as far as that helps: a slot's memory comes of the slabs with the least in
     * them, that of a large block of the range with the least to move among those in which nothing
     * stands but blocks of this heap. For a slot more is freed than is asked for, so that the next
     * requests find room.
     *
     * <p>One thread moves at a time, others wait for it. A mover's own requests of this kind move
     * nothing.
     *
     * <p>Cost, where blocks are moved: a read of each unit's entry and of each slab, a walk over
     * the pool's blocks for a large one, and the copies.
     *
     * @return its address; 0 where no room can be made
     * @throws IllegalStateException above {@link SafetyLevel#FAST}, where nobody but the heap knows
     *     what lies behind a block
     */
    public long allocateMoving(long byteSize, BlockMover mover) {
        if (hardening != null) {
            throw new IllegalStateException("blocks of " + blocks + " do not move: it is " + safety()
                    + ", allowed is " + SafetyLevel.FAST);
        }
        Objects.requireNonNull(mover, "mover");
        long address = blocks.counted(parts.evacuation.allocate(byteSize, mover), byteSize);
        if (address == 0) {
            counts.failed();
        } else {
            counts.allocated(stripes.mine());
        }
        if (Recorders.current() != null) {
            handedOut.allocated(address, byteSize);
        }
        return address;
    }

    private long allocateIfAny(long byteSize) {
        return hardening != null
                ? hardening.tryAllocate(byteSize)
                : blocks.counted(blocks.tryAllocate(byteSize, 1), byteSize);
    }

    // ---------------------------------------------------------------------------------------------------------- free

    /**
     * Frees the block that begins at an address; 0 does nothing, as in C. Any thread may.
     *
     * @throws InvalidAddressException where no live block of this heap begins there; of several
     *     threads that free one block at a time, all but one. A block that is freed twice, and
     *     handed out in between, is its new holder's: nobody can tell
     * @throws CorruptedBlockException above {@link SafetyLevel#FAST}, where bytes behind the block
     *     were written: it is out of service then; or where a block that was freed before, and
     *     whose address is in the exception, was written to since: this one is free then
     */
    public void free(long address) {
        if (Recorders.current() != null) {
            tellFree(address);
        }
        long distance = address - base;
        if (Long.compareUnsigned(distance, quickDistances) < 0) {
            Slab slab = map.slabAt(distance >>> unitShift);
            if (slab != null) {
                blocks.freeSlot(slab, slab.slotOf(address), address);
            } else {
                blocks.freeLarge(address);
            }
        } else if (hardening != null) {
            hardening.free(address);
        } else {
            blocks.free(address);
        }
    }

    /**
     * Frees a block of which the caller knows the size, and refuses where heap and caller disagree.
     *
     * @param byteSize as it was last asked for, of {@code allocate} or {@link #reallocate}; at
     *     {@link SafetyLevel#FAST}, any other for which a block of the same room can have been
     *     given, or left where it is
     * @throws IllegalArgumentException where the size is less than 1
     * @throws InvalidAddressException as {@link #free(long)}, and where the block is of another
     *     size; it stays allocated then
     */
    public void free(long address, long byteSize) {
        if (address != 0) {
            blocks.requireSize(byteSize);
            long usable = usableBytes(address);
            if (hardening != null ? usable != byteSize : !blocks.mayBe(address, usable, byteSize)) {
                throw new InvalidAddressException(Reason.OTHER_SIZE, address, "is a block of " + usable + " bytes of "
                        + blocks + ", which nobody has asked for by " + byteSize
                        + " bytes: free it by the size it was asked for");
            }
        }
        free(address);
    }

    /**
     * Frees a block that its caller was given and cannot use: what is found in others meanwhile
     * waits for another free.
     */
    void takeBack(long address) {
        if (Recorders.current() != null) {
            tellFree(address);
        }
        if (hardening != null) {
            hardening.takeBack(address);
        } else {
            blocks.free(address);
        }
    }

    /** Before it is: its address may be another's then. What is wrong is told of to nobody but the caller. */
    private long tellFree(long address) {
        long room = blocks.roomAt(address);
        if (room > 0) {
            handedOut.freed(address, room);
        }
        return room;
    }

    // ---------------------------------------------------------------------------------------------------------- sizes

    /**
     * The bytes that the holder of a block may use: at least what was asked for, exactly that above
     * {@link SafetyLevel#FAST}.
     *
     * @throws InvalidAddressException where no live block of this heap begins there
     * @throws CorruptedBlockException where bytes behind the block were written, and its size with
     *     them
     */
    public long usableBytes(long address) {
        return hardening != null ? hardening.usableBytes(address) : blocks.roomOf(address);
    }

    /**
     * Makes a block larger or smaller: in place where its slot allows it, or for a large block that
     * stays large where the memory behind it is free; else by moving what is in it. Large blocks
     * give what they lose back to the unit.
     *
     * @param address the block; 0 allocates one, as in C
     * @param byteSize 1 or more
     * @return where it is now; the old address is free unless it is the same
     * @throws InvalidAddressException where no live block of this heap begins there
     * @throws PoolExhaustedException where the pool has no room; the block stays as it was
     * @throws CorruptedBlockException where bytes behind the block were written, as
     *     {@link #free(long)}
     */
    public long reallocate(long address, long byteSize) {
        if (address == 0) {
            return allocate(byteSize);
        }
        long moved = Recorders.current() == null ? resized(address, byteSize) : tellResized(address, byteSize);
        if (moved != address) {
            counts.allocated(stripes.mine());
        }
        return moved;
    }

    private long resized(long address, long byteSize) {
        return hardening != null ? hardening.reallocate(address, byteSize) : blocks.reallocate(address, byteSize);
    }

    /** To a recording it is a free and an allocation, whether the block moves or not. */
    private long tellResized(long address, long byteSize) {
        long room = tellFree(address);
        boolean done = false;
        try {
            long moved = handedOut.allocated(resized(address, byteSize), byteSize);
            done = true;
            return moved;
        } finally {
            if (!done && room > 0) {
                handedOut.allocated(address, room);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------- segments

    /**
     * A block as a segment of exactly so many bytes, valid until the pool is closed, at
     * {@link SafetyLevel#CHECKED} until the block is freed; see {@link #allocate(long)}.
     */
    public MemorySegment allocateSegment(long byteSize) {
        return segment(allocate(byteSize), byteSize);
    }

    /** A block as a segment whose address is a multiple of the alignment. */
    public MemorySegment allocateSegment(long byteSize, long byteAlignment) {
        return segment(allocate(byteSize, byteAlignment), byteSize);
    }

    /** A block of which no segment can be made goes back. */
    private MemorySegment segment(long address, long byteSize) {
        boolean made = false;
        try {
            MemorySegment slice = pool.memory().asSlice(address - base, byteSize);
            MemorySegment segment = hardening != null ? hardening.segment(address, slice) : slice;
            made = true;
            return segment;
        } finally {
            if (!made) {
                takeBack(address);
            }
        }
    }

    /**
     * Frees the block that begins where this segment begins; see {@link #free(long)}.
     *
     * @throws InvalidAddressException at {@link SafetyLevel#CHECKED} also where the segment's block
     *     was freed, though its address be another's now
     * @throws WrongThreadException where the segment is confined to another thread
     */
    public void free(MemorySegment block) {
        if (!block.isNative()) {
            throw new IllegalArgumentException("a segment on the Java heap is no block of " + blocks
                    + ": free segments that it allocated");
        }
        if (Recorders.current() != null) {
            tellFree(block.address());
        }
        if (hardening != null) {
            hardening.free(block);
        } else {
            blocks.free(block.address());
        }
    }

    /**
     * This heap for whatever takes a {@link SegmentAllocator}: blocks are not zeroed, and live
     * until they are freed.
     */
    public SegmentAllocator segmentAllocator() {
        return (byteSize, byteAlignment) -> segment(
                allocate(byteSize == 0 ? 1 : byteSize, byteAlignment), byteSize);
    }

    // -------------------------------------------------------------------------------------------------------- figures

    /** The pool that the heap's blocks come from. */
    public Pool pool() {
        return pool;
    }

    /** How much is done to find misuse. */
    public SafetyLevel safety() {
        return parts.safety;
    }

    /** What is in quarantine, and how many blocks were found corrupted. */
    public SafetyUsage safetyUsage() {
        return parts.safetyUsage();
    }

    /**
     * What the heap holds, a class at a time. Costs a read of each unit's entry and of each slab.
     */
    public HeapUsage usage() {
        return parts.usage();
    }

    /**
     * Free bytes in slabs, which nothing but their class can use, by class: see
     * {@link HeapUsage#stranded()}.
     */
    public SortedMap<Integer, Long> stranded() {
        return usage().stranded();
    }

    /**
     * The places that hold most, most first, estimated from samples; empty unless the heap
     * {@linkplain HeapBuilder#sampleEvery samples}.
     */
    public List<AllocationSite> topSites(int limit) {
        return parts.topSites(limit);
    }

    /**
     * What is not freed, and by samples who allocated it; costs as {@link #usage()}. Above
     * {@link SafetyLevel#FAST} the quarantine is emptied first, and blocks that were found
     * corrupted count as not freed.
     */
    public LeakReport leaks() {
        return parts.leaks();
    }

    /**
     * Gives every empty slab back to the pool, the one that is kept a class too, all spare blocks,
     * and before that what waits in quarantine; answers how many bytes. The pool's
     * {@link Pool#trim()} then gives them back to the operating system.
     */
    public long trim() {
        return parts.life.giveBack(HeapTrimEvent.Cause.TRIM);
    }

    /**
     * Bytes of the heap's tables: from addresses to slabs, of stripes, spares and quarantine, and
     * of samples.
     */
    public long metadataBytes() {
        return parts.metadataBytes();
    }

    /** Whether the heap was closed. It holds nothing then. Cost: a read. */
    public boolean isClosed() {
        return parts.life.hasEnded();
    }

    HeapParts parts() {
        return parts;
    }

    /**
     * Gives everything back to the pool, live blocks too, and ends the heap; closing twice does
     * nothing. No other thread may use the heap meanwhile.
     *
     * <p>Blocks that were not freed are reported, unless the heap was told
     * {@linkplain HeapBuilder#reportLeaks not to}: as a warning of the logger
     * {@code dev.cleave.heap}, and as the JFR event {@code dev.cleave.HeapLeak}.
     *
     * @throws IllegalStateException where an arena or an object cache over the heap is open, or
     *     segments are {@linkplain HeapBuilder#confinedBlocks confined} to other threads, or used
     *     by a native call; the heap stays open
     * @throws CorruptedBlockException where freed blocks were written to; the heap is closed then
     */
    @Override
    public void close() {
        parts.life.end(false, reportsLeaks ? Reporting.LOG : Reporting.OFF);
    }

    /**
     * As {@link #close()}, but only where every block was freed: for whoever owns the heap, and
     * whose users free its blocks.
     *
     * @throws IllegalStateException as {@link #close()}, and where blocks are live: it says how
     *     many, and by samples who allocated them; the heap stays open then
     */
    public void closeEmpty() {
        if (!isClosed() && !leaks().isEmpty()) {
            throw new IllegalStateException(leaks() + "; free them first");
        }
        close();
    }

    /**
     * As {@link #close()}, but answers what was not freed instead of logging it; the JFR event
     * comes nevertheless. Nothing, for a closed heap.
     *
     * @throws CorruptedBlockException where freed blocks were written to; the heap is closed then,
     *     and what was not freed is in the event alone
     */
    public LeakReport closeAndReport() {
        LeakReport report = parts.life.end(false, Reporting.ANSWER);
        return report != null ? report : leaks();
    }

    /**
     * The last resort of whoever cannot reach what is open over the heap: ends it as
     * {@link #closeAndReport()} does, though arenas and object caches are open, and segments are
     * confined to other threads. Object caches are {@linkplain ObjectCache#discard discarded}. The
     * memory of open arenas, and of such segments, goes back to the pool, but they do not end:
     * <strong>whoever still uses one reads or writes what may be somebody else's</strong>. Such an
     * arena allocates nothing any more, and may be closed, which frees nothing.
     *
     * @return what was not freed, that of arenas too
     * @throws CorruptedBlockException where freed blocks were written to; the heap is closed then
     */
    public LeakReport closeAbandoning() {
        LeakReport report = parts.life.end(true, Reporting.ANSWER);
        return report != null ? report : leaks();
    }
}
