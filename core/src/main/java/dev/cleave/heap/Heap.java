package dev.cleave.heap;

import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PressureListener;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A general-purpose allocator over a {@link Pool}: any size, from any thread, freed by any thread.
 *
 * <p>Up to 32 KiB a request is rounded up to one of 73 size classes (by an eighth at most, from 128 bytes up) and served by a
 * slot of a <em>slab</em>, a block of the pool cut into equal slots; what is larger is a block of its own, exact to one unit of the pool. Memory
 * is not zeroed. Empty slabs go back to the pool, where they join their neighbours again.
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
 * <p><strong>Threads.</strong> Any thread may call anything but {@link #close()} at any time. Nothing is bound to a thread: a million virtual
 * threads hold no memory. Taking a slot and giving it back are lock-free, a compare-and-set each; a lock of the class is taken once a slab.
 *
 * <p><strong>Cost.</strong> Two compare-and-sets for an allocation and its free, and a read of the table that leads from an address to its
 * slab; no garbage where addresses are dealt in. Metadata: 4 bytes a unit of the stretches of 16 MiB that are in use, and about 250 bytes a slab.
 *
 * <p>Sources: Bonwick, <em>The Slab Allocator</em>, 1994; Leijen et al., <em>Mimalloc: Free List Sharding in Action</em>, 2019 (a page of slots as the unit of
 * everything).
 */
public final class Heap implements AutoCloseable {
    /** Bytes of the largest slot. */
    public static final int LARGEST_SLOT = SizeClasses.LARGEST;

    private final Pool pool;
    private final long base;
    private final long capacity;
    private final int unitShift;
    private final SlabMap map;
    private final Dialogue dialogue;
    private final Slabs slabs;
    private final LargeBlocks largeBlocks;
    private final SafetyLevel safety;

    /** What is done beyond {@link SafetyLevel#FAST}; null there. */
    private final @Nullable Hardening hardening;

    /**
     * The sizes that slots serve, and the distances from the base at which blocks lie, if nothing else is to be done: both 0 where there is a
     * {@link #hardening}, so that it costs the fast path no branch of its own.
     */
    private final long quickSizes;

    private final long quickDistances;

    private final PressureListener underPressure = (full, wanted) -> trim();
    private volatile boolean closed;

    Heap(HeapBuilder settings) {
        pool = settings.pool;
        base = pool.baseAddress();
        capacity = pool.capacity();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        map = new SlabMap(capacity >>> unitShift);
        dialogue = new Dialogue(pool.space(), settings.dialogue, settings.lowShare);
        safety = settings.safety;
        hardening = safety == SafetyLevel.FAST ? null : new Hardening(this, settings, address -> null);
        quickSizes = hardening == null ? LARGEST_SLOT : 0;
        quickDistances = hardening == null ? capacity : 0;
        slabs = new Slabs(pool, map, dialogue, settings.stripes, hardening != null);
        largeBlocks = new LargeBlocks(pool, map, settings.stripes);
        pool.addPressureListener(underPressure);
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
     * Allocates a block: at least so many bytes, whose contents are whatever was there. Its address is a multiple of 16, of 8 where at most 8 bytes are
     * asked for.
     *
     * @param byteSize 1 or more
     * @return its address, never 0
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where the heap or its pool is closed
     * @throws PoolExhaustedException where the pool has no room, even after its pressure listeners were asked
     */
    public long allocate(long byteSize) {
        if (Long.compareUnsigned(byteSize - 1, quickSizes) >= 0) {
            return hardening != null ? hardening.allocate(byteSize, 1) : allocateLarge(byteSize, 1);
        }
        int sizeClass = SizeClasses.of((int) byteSize);
        long address = slabs.take(sizeClass);
        return address != 0 ? address : allocateSlot(sizeClass, 1);
    }

    /**
     * Allocates a block whose address is a multiple of the alignment.
     *
     * @param byteAlignment a power of two, at most the pool's {@link Pool#maxAlignment()}
     */
    public long allocate(long byteSize, long byteAlignment) {
        return hardening != null
                ? hardening.allocate(byteSize, byteAlignment)
                : allocateUnguarded(byteSize, byteAlignment);
    }

    /** A block without anything that {@link Hardening} adds. */
    long allocateUnguarded(long byteSize, long byteAlignment) {
        int sizeClass = slotClass(byteSize, byteAlignment);
        return sizeClass < SizeClasses.COUNT
                ? allocateSlot(sizeClass, byteAlignment)
                : allocateLarge(byteSize, byteAlignment);
    }

    /** As {@link #allocate(long)}, but 0 where the pool has no room, without asking its pressure listeners. */
    public long tryAllocate(long byteSize) {
        return hardening != null ? hardening.tryAllocate(byteSize) : tryAllocateUnguarded(byteSize);
    }

    /** As {@link #tryAllocate}, without anything that {@link Hardening} adds. */
    long tryAllocateUnguarded(long byteSize) {
        requireOpen();
        int sizeClass = slotClass(byteSize, 1);
        if (sizeClass < SizeClasses.COUNT) {
            return slabs.takeFromNext(sizeClass, 1);
        }
        return largeBlocks.tryAllocate(byteSize);
    }

    /** The class that serves a request; {@link SizeClasses#COUNT} where it is a block of its own. */
    private int slotClass(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        return byteSize > LARGEST_SLOT || byteAlignment > pool.unit()
                ? SizeClasses.COUNT
                : SizeClasses.of((int) byteSize, byteAlignment);
    }

    private long allocateSlot(int sizeClass, long multiple) {
        requireOpen();
        long address = slabs.takeFromNext(sizeClass, multiple);
        if (address == 0 && hardening != null && hardening.releaseAll()) {
            address = slabs.takeFromNext(sizeClass, multiple);
        }
        while (address == 0) {
            address = slabs.takeAtAnyPrice(sizeClass);
        }
        return address;
    }

    private long allocateLarge(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        requireOpen();
        return largeBlocks.allocate(byteSize, byteAlignment);
    }

    static void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: ask for at least 1");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the heap over pool " + pool.name() + " is closed");
        }
    }

    // ---------------------------------------------------------------------------------------------------------- free

    /**
     * Frees the block that begins at an address; 0 does nothing, as in C. Any thread may.
     *
     * @throws InvalidAddressException where no live block of this heap begins there; of several threads that free one block at a time, all but
     *     one. A block that is freed twice, and handed out in between, is its new holder's: nobody can tell
     * @throws CorruptedBlockException above {@link SafetyLevel#FAST}, where bytes behind the block were written: it is out of service then; or
     *     where a block that was freed before, and whose address is in the exception, was written to since: this one is free then
     */
    public void free(long address) {
        long distance = address - base;
        if (Long.compareUnsigned(distance, quickDistances) < 0) {
            freeAt(address, distance);
        } else if (hardening != null) {
            hardening.free(address);
        } else {
            refuseUnlessNull(address);
        }
    }

    /** Frees a block without anything that {@link Hardening} adds. */
    void freeUnguarded(long address) {
        long distance = address - base;
        if (Long.compareUnsigned(distance, capacity) >= 0) {
            refuseUnlessNull(address);
        } else {
            freeAt(address, distance);
        }
    }

    private void freeAt(long address, long distance) {
        Slab slab = map.slabAt(distance >>> unitShift);
        if (slab == null) {
            freeLarge(address);
            return;
        }
        int slot = slab.slotOf(address);
        if (slot < 0) {
            throw invalid(address);
        }
        long before = slab.give(slot);
        if ((before & 1L << slot) != 0) {
            throw invalid(address);
        }
        if (before == 0 || slab.fillsWord(slot, before)) {
            slabs.turned(slab);
        }
    }

    /**
     * Frees a block of which the caller knows the size, and refuses where heap and caller disagree.
     *
     * @param byteSize as it was asked for, or, at {@link SafetyLevel#FAST}, any other size that is rounded to the same
     * @throws InvalidAddressException as {@link #free(long)}, and where the block is of another size; it stays allocated then
     */
    public void free(long address, long byteSize) {
        if (address != 0) {
            requireSize(byteSize);
            long usable = usableBytes(address);
            long expected = hardening != null ? byteSize : rounded(byteSize);
            if (usable != expected) {
                throw new InvalidAddressException(Reason.OTHER_SIZE, address, "is a block of " + usable
                        + " bytes, and one of " + byteSize + " bytes would have " + expected
                        + ": free it by the size it was asked for");
            }
        }
        free(address);
    }

    private long rounded(long byteSize) {
        return byteSize <= LARGEST_SLOT
                ? SizeClasses.bytes(SizeClasses.of((int) byteSize))
                : (byteSize - 1 >>> unitShift) + 1 << unitShift;
    }

    private void freeLarge(long address) {
        if (!largeBlocks.free(address)) {
            throw invalid(address);
        }
    }

    private void refuseUnlessNull(long address) {
        if (address != 0) {
            throw invalid(address);
        }
    }

    /** Says what is wrong with an address at which no live block begins. */
    private InvalidAddressException invalid(long address) {
        long distance = address - base;
        if (distance < 0 || distance >= capacity) {
            return new InvalidAddressException(Reason.FOREIGN, address, "is not of this heap, whose pool " + pool.name()
                    + " has 0x" + Long.toHexString(base) + " to 0x" + Long.toHexString(base + capacity - 1)
                    + ": free it where it was allocated");
        }
        if (closed) {
            return new InvalidAddressException(Reason.NOT_ALLOCATED, address, "was freed when the heap was closed");
        }
        Slab slab = map.slabAt(distance >>> unitShift);
        if (slab != null && slab.slotOf(address) < 0) {
            long slot = (address - slab.start()) / slab.slotBytes;
            return new InvalidAddressException(Reason.INSIDE_BLOCK, address, slot < slab.slots()
                    ? "lies inside the slot of " + slab.slotBytes + " bytes at 0x"
                            + Long.toHexString(slab.start() + slot * slab.slotBytes) + ": free that address instead"
                    : "lies behind the last slot of a slab, where no block can begin");
        }
        long block = slab == null ? largeAround(distance >>> unitShift) : -1;
        if (block >= 0) {
            return new InvalidAddressException(Reason.INSIDE_BLOCK, address, "lies inside the block at 0x"
                    + Long.toHexString(base + (block << unitShift)) + ": free that address instead");
        }
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                "begins no live block of this heap: it was freed already, or never allocated");
    }

    /** The first unit of the large block that covers a unit, or -1. Blocks are aligned, so there are few places to ask. */
    private long largeAround(long unit) {
        for (long size = 1; size <= capacity >>> unitShift; size <<= 1) {
            long start = unit & -size;
            if (map.isLarge(start) && start + pool.space().unitsOf(start) > unit) {
                return start;
            }
        }
        return -1;
    }

    // ---------------------------------------------------------------------------------------------------------- sizes

    /**
     * The bytes that the holder of a block may use: at least what was asked for, exactly that above {@link SafetyLevel#FAST}.
     *
     * @throws InvalidAddressException where no live block of this heap begins there
     * @throws CorruptedBlockException where bytes behind the block were written, and its size with them
     */
    public long usableBytes(long address) {
        return hardening != null ? hardening.usableBytes(address) : roomOf(address);
    }

    /** The bytes of a block's slot or units. */
    long roomOf(long address) {
        long distance = address - base;
        if (distance >= 0 && distance < capacity) {
            long unit = distance >>> unitShift;
            Slab slab = map.slabAt(unit);
            if (slab != null) {
                int slot = slab.slotOf(address);
                if (slot >= 0 && !slab.isFree(slot)) {
                    return slab.slotBytes;
                }
            } else if (distance == unit << unitShift && map.isLarge(unit)) {
                return pool.space().unitsOf(unit) << unitShift;
            }
        }
        throw invalid(address);
    }

    /**
     * Makes a block larger or smaller, in place where its slot or its units allow it, else by moving what is in it.
     *
     * @param address the block; 0 allocates one, as in C
     * @param byteSize 1 or more
     * @return where it is now; the old address is free unless it is the same
     * @throws InvalidAddressException where no live block of this heap begins there
     * @throws PoolExhaustedException where the pool has no room; the block stays as it was
     * @throws CorruptedBlockException where bytes behind the block were written, as {@link #free(long)}
     */
    public long reallocate(long address, long byteSize) {
        if (address == 0) {
            return allocate(byteSize);
        }
        if (hardening != null) {
            return hardening.reallocate(address, byteSize);
        }
        requireSize(byteSize);
        long usable = roomOf(address);
        if (byteSize <= usable && 2 * rounded(byteSize) > usable) {
            return address;
        }
        long moved = allocate(byteSize);
        copy(address, moved, Math.min(usable, byteSize));
        freeUnguarded(address);
        return moved;
    }

    /** Copies bytes from one block to another. */
    void copy(long from, long to, long byteSize) {
        MemorySegment.copy(pool.memory(), from - base, pool.memory(), to - base, byteSize);
    }

    // ------------------------------------------------------------------------------------------------------- segments

    /**
     * A block as a segment of exactly so many bytes, valid until the pool is closed, at {@link SafetyLevel#CHECKED} until the block is freed; see
     * {@link #allocate(long)}.
     */
    public MemorySegment allocateSegment(long byteSize) {
        return segment(allocate(byteSize), byteSize);
    }

    /** A block as a segment whose address is a multiple of the alignment. */
    public MemorySegment allocateSegment(long byteSize, long byteAlignment) {
        return segment(allocate(byteSize, byteAlignment), byteSize);
    }

    private MemorySegment segment(long address, long byteSize) {
        MemorySegment slice = pool.memory().asSlice(address - base, byteSize);
        return hardening != null ? hardening.segment(address, slice) : slice;
    }

    /**
     * Frees the block that begins where this segment begins; see {@link #free(long)}.
     *
     * @throws InvalidAddressException at {@link SafetyLevel#CHECKED} also where the segment's block was freed, though its address be another's now
     * @throws WrongThreadException where the segment is confined to another thread
     */
    public void free(MemorySegment block) {
        if (!block.isNative()) {
            throw new IllegalArgumentException(
                    "a segment on the Java heap is no block of the heap over pool " + pool.name());
        }
        if (hardening != null) {
            hardening.free(block);
        } else {
            freeUnguarded(block.address());
        }
    }

    /** This heap for whatever takes a {@link SegmentAllocator}: blocks are not zeroed, and live until they are freed. */
    public SegmentAllocator segmentAllocator() {
        return (byteSize, byteAlignment) -> allocateSegment(Math.max(byteSize, 1), byteAlignment).asSlice(0, byteSize);
    }

    // -------------------------------------------------------------------------------------------------------- figures

    /** The pool that the heap's blocks come from. */
    public Pool pool() {
        return pool;
    }

    /** How much is done to find misuse. */
    public SafetyLevel safety() {
        return safety;
    }

    /** What is in quarantine, and how many blocks were found corrupted. */
    public SafetyUsage safetyUsage() {
        return hardening != null ? hardening.usage() : new SafetyUsage(0, 0, 0);
    }

    /** What the heap holds, a class at a time. Costs a read of each unit's entry and of each slab. */
    public HeapUsage usage() {
        ClassUsage[] classes = new ClassUsage[SizeClasses.COUNT];
        long[] large = new long[2];
        map.forEach(slab -> classes[slab.sizeClass] = with(classes[slab.sizeClass], slab), unit -> {
            large[0]++;
            large[1] += pool.space().isBlock(unit) ? pool.space().unitsOf(unit) << unitShift : 0;
        });
        List<ClassUsage> used = new ArrayList<>();
        for (ClassUsage each : classes) {
            if (each != null) {
                used.add(each);
            }
        }
        return new HeapUsage(used, large[0], large[1], largeBlocks.spareBytes(), dialogue.decisions());
    }

    private ClassUsage with(@Nullable ClassUsage before, Slab slab) {
        ClassUsage sum = before != null ? before : new ClassUsage(slab.slotBytes, 0, 0, 0, 0);
        int slots = slab.slots();
        return new ClassUsage(slab.slotBytes, sum.slabs() + 1, sum.slots() + slots,
                sum.usedSlots() + slots - slab.freeSlots(), sum.blockBytes() + ((long) slab.units() << unitShift));
    }

    /**
     * Gives every empty slab back to the pool, the one that is kept a class too, all spare blocks, and what was in quarantine; answers how many bytes. The pool's {@link Pool#trim()} then gives them
     * back to the operating system.
     */
    public long trim() {
        if (hardening != null) {
            hardening.releaseAll();
        }
        return slabs.trim() + largeBlocks.trim();
    }

    /** Bytes of the table that leads to slabs. */
    public long metadataBytes() {
        return map.byteSize() + slabs.byteSize() + largeBlocks.byteSize()
                + (hardening != null ? hardening.byteSize() : 0);
    }

    private long unit(long address) {
        return address - base >>> unitShift;
    }

    /**
     * Gives everything back to the pool, live blocks too, and ends the heap; closing twice does nothing. No other thread may use the heap meanwhile.
     *
     * @throws IllegalStateException where segments are {@linkplain HeapBuilder#confinedBlocks confined} to other threads, or used by a native call;
     *     the heap stays open
     * @throws CorruptedBlockException where freed blocks were written to; the heap is closed then
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (hardening != null) {
            hardening.endSegments();
        }
        closed = true;
        pool.removePressureListener(underPressure);
        trim();
        map.forEach(slab -> {
            long start = slab.start();
            map.remove(unit(start), slab.units());
            pool.giveBack(start);
        }, unit -> {
            map.claimLarge(unit);
            pool.giveBack(base + (unit << unitShift));
        });
        if (hardening != null) {
            hardening.reportAll();
        }
    }
}
