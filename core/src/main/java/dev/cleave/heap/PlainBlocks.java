package dev.cleave.heap;

import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a heap, slots and large ones, as slabs and pool have them: without anything that {@link Hardening} adds. What a block is, and where
 * it comes from and goes to, is decided here.
 */
final class PlainBlocks {
    /** The least alignment of what is a multiple of it: see {@link Heap#allocate(long)}. */
    static final int ALIGNMENT = 16;

    private final Pool pool;
    private final long base;
    private final long capacity;
    private final int unitShift;
    private final SlabMap map;
    private final Slabs slabs;
    private final LargeBlocks largeBlocks;
    private final @Nullable AllocationSites sites;
    private final SampledBlocks sampled;
    private final AllocationCounts counts;
    private final AskedSizes askedSizes;
    private final StoreFaults faults;
    private final WrongAddress wrongAddress;
    private volatile boolean closed;

    PlainBlocks(
            Pool pool,
            SlabMap map,
            Slabs slabs,
            LargeBlocks largeBlocks,
            @Nullable AllocationSites sites,
            SampledBlocks sampled,
            AllocationCounts counts) {
        this.pool = pool;
        this.map = map;
        this.slabs = slabs;
        this.largeBlocks = largeBlocks;
        this.sites = sites;
        this.sampled = sampled;
        this.counts = counts;
        base = pool.baseAddress();
        capacity = pool.capacity();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        faults = new StoreFaults(pool);
        askedSizes = new AskedSizes(unitShift);
        wrongAddress = new WrongAddress(pool, map, largeBlocks);
    }

    // ------------------------------------------------------------------------------------------------------ allocate

    /** A block whose address is a multiple of the alignment; the pool asks its listeners, and throws where it is full. */
    long allocate(long byteSize, long byteAlignment) {
        int sizeClass = slotClass(byteSize, byteAlignment);
        return sizeClass < SizeClasses.COUNT
                ? allocateSlotOf(sizeClass, byteAlignment)
                : allocateLarge(byteSize, byteAlignment);
    }

    /** As {@link #allocate}, but 0 where the pool has no room, without asking its listeners. */
    long tryAllocate(long byteSize, long byteAlignment) {
        int sizeClass = slotClass(byteSize, byteAlignment);
        requireOpen();
        return sizeClass < SizeClasses.COUNT
                ? takeSlot(sizeClass, byteAlignment)
                : largeBlocks.tryAllocate(byteSize, byteAlignment);
    }

    /** The class that serves a request; {@link SizeClasses#COUNT} where it is a block of its own. */
    private int slotClass(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException(
                    this + " cannot align to " + byteAlignment + ": an alignment is a power of two");
        }
        int sizeClass = byteSize > SizeClasses.LARGEST || byteAlignment > pool.unit()
                ? SizeClasses.COUNT
                : SizeClasses.of((int) byteSize, byteAlignment);
        if (byteAlignment > 1 && (byteSize > SizeClasses.LARGEST || sizeClass != SizeClasses.of((int) byteSize))) {
            askedSizes.noteAligned();
        }
        return sizeClass;
    }

    /** A slot of a stripe's current slab, or of another. */
    long allocateSlot(int byteSize, int stripe) {
        int sizeClass = SizeClasses.of(byteSize);
        long address = slabs.take(sizeClass, stripe);
        return address != 0 ? address : allocateSlotOf(sizeClass, 1);
    }

    private long allocateSlotOf(int sizeClass, long byteAlignment) {
        requireOpen();
        long address = takeSlot(sizeClass, byteAlignment);
        while (address == 0) {
            address = takeSlotAtAnyPrice(sizeClass);
        }
        return unlessClosed(address);
    }

    private long takeSlotAtAnyPrice(int sizeClass) {
        try {
            return slabs.takeAtAnyPrice(sizeClass);
        } catch (PoolExhaustedException full) {
            counts.failed();
            throw full;
        }
    }

    /** A slot of the class, or one that a larger class lends: then too at a multiple of 16 where the class's own are. */
    private long takeSlot(int sizeClass, long byteAlignment) {
        long address = slabs.takeFromNext(sizeClass);
        if (address != 0) {
            return address;
        }
        long lent = slabs.borrow(sizeClass,
                Math.max(byteAlignment, Integer.lowestOneBit(SizeClasses.bytes(sizeClass) | ALIGNMENT)));
        if (lent != 0) {
            askedSizes.noteLent();
        }
        return lent;
    }

    /** A block of its own, of whole units. */
    long allocateLarge(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        requireOpen();
        try {
            return unlessClosed(largeBlocks.allocate(byteSize, byteAlignment));
        } catch (PoolExhaustedException full) {
            counts.failed();
            throw full;
        }
    }

    /** A listener of the pool that was asked for memory may have closed the heap meanwhile: then what it was given goes back too. */
    private long unlessClosed(long address) {
        if (closed) {
            giveAllBack();
            requireOpen();
        }
        return address;
    }

    /** The address of a new block, or 0, sampled if its turn has come. A block that cannot be sampled goes back. */
    long counted(long address, long byteSize) {
        long mean = sites != null && address != 0 ? sites.due(byteSize) : 0;
        if (mean != 0) {
            sample(address, byteSize, mean);
        }
        return address;
    }

    private void sample(long address, long byteSize, long mean) {
        boolean known = false;
        try {
            sampled.sample(address, byteSize, mean);
            known = true;
        } finally {
            if (!known) {
                free(address);
            }
        }
    }

    void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException(
                    this + " has no blocks of " + byteSize + " bytes: ask for at least 1");
        }
    }

    // ---------------------------------------------------------------------------------------------------------- free

    /** Frees a block, which may be sampled; 0 does nothing. */
    void free(long address) {
        long distance = address - base;
        if (Long.compareUnsigned(distance, capacity) >= 0) {
            refuseUnlessNull(address);
            return;
        }
        Slab slab = map.slabAt(distance >>> unitShift);
        if (slab == null) {
            freeLarge(address);
            return;
        }
        int slot = slab.slotOf(address);
        if (slot >= 0 && slab.isMarked(slot)) {
            sampled.forgetSlot(slab, slot, address);
        }
        freeSlot(slab, slot, address);
    }

    /** Frees the slot that begins at an address, or where it is less than 0 refuses the address. */
    void freeSlot(Slab slab, int slot, long address) {
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

    void freeLarge(long address) {
        if (!largeBlocks.free(address)) {
            throw invalid(address);
        }
    }

    private void refuseUnlessNull(long address) {
        if (address != 0) {
            throw invalid(address);
        }
    }

    private InvalidAddressException invalid(long address) {
        return wrongAddress.refusal(address, closed);
    }

    // ---------------------------------------------------------------------------------------------------------- sizes

    /** The bytes of the slot or the units of the live block that begins at an address. */
    long roomOf(long address) {
        long room = roomAt(address);
        if (room == 0) {
            throw invalid(address);
        }
        return room;
    }

    /** As {@link #roomOf}, but 0 where no live block begins there. */
    long roomAt(long address) {
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
                return largeBlocks.unitsAt(unit) << unitShift;
            }
        }
        return 0;
    }

    /** Whether so many bytes can have been asked for, of the live block with this room that begins at an address. */
    boolean mayBe(long address, long room, long byteSize) {
        return map.slabAt(address - base >>> unitShift) != null
                ? askedSizes.maySlotBe((int) room, byteSize)
                : askedSizes.mayLargeBlockBe(room, byteSize);
    }

    /** Makes a block larger or smaller where it lies, where its slot allows it, or it is large and remains so: answers whether. */
    private boolean resize(long address, long room, long byteSize) {
        return byteSize > SizeClasses.LARGEST
                ? resizeLarge(address, byteSize, bytesNow -> {})
                : suits(room, byteSize);
    }

    /**
     * Gives a large block the units that so many bytes need, where it lies: answers whether. Tells the bytes of its units while no other thread can free
     * it.
     */
    boolean resizeLarge(long address, long byteSize, LongConsumer resized) {
        return largeBlocks.resize(address, byteSize, resized);
    }

    /** Whether a block with this room stays where it is when it is reallocated to so many bytes: see {@link AskedSizes#suits}. */
    boolean suits(long room, long byteSize) {
        return askedSizes.suits(room, byteSize);
    }

    /** Makes a block larger or smaller where it lies, or else moves what is in it; answers where it is. */
    long reallocate(long address, long byteSize) {
        requireSize(byteSize);
        long room = roomOf(address);
        return resize(address, room, byteSize) ? address : move(address, room, byteSize);
    }

    /** Whatever goes wrong, of the two blocks one is live at the end, and that is the old one where this throws. */
    private long move(long address, long room, long byteSize) {
        long moved = counted(allocate(byteSize, 1), byteSize);
        boolean done = false;
        try {
            copy(address, moved, Math.min(room, byteSize));
            free(address);
            done = true;
        } finally {
            if (!done) {
                free(moved);
            }
        }
        return moved;
    }

    /** Copies bytes from one block to another. */
    void copy(long from, long to, long byteSize) {
        MemorySegment.copy(pool.memory(), from - base, pool.memory(), to - base, byteSize);
        faults.await();
    }

    /** Throws now what stores of this thread into the pool's memory have caused: see {@link StoreFaults}. */
    void awaitStores() {
        faults.await();
    }

    // ----------------------------------------------------------------------------------------------------------- life

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether any block is live, waiting in quarantine or condemned. Allocates nothing. */
    boolean anyLive() {
        for (long unit = map.nextUsed(0); unit >= 0; unit = map.nextUsed(unit + 1)) {
            Slab slab = map.slabAt(unit);
            if (slab != null ? slab.freeSlots() < slab.slots() : map.isLarge(unit)) {
                return true;
            }
        }
        return false;
    }

    /** Hands out nothing from now on. */
    void end() {
        closed = true;
    }

    /** Gives the block of every slab of the heap's own, and every large block, back to the pool, live or not. Allocates nothing. */
    synchronized void giveAllBack() {
        for (long unit = map.nextUsed(0); unit >= 0; unit = map.nextUsed(unit + 1)) {
            Slab slab = map.slabAt(unit);
            if (slab != null) {
                long start = slab.start();
                map.remove(start - base >>> unitShift, slab.units());
                pool.leases().giveBack(start);
            } else if (map.claimLarge(unit)) {
                pool.leases().giveBack(base + (unit << unitShift));
            }
        }
    }

    /** What messages call the heap. */
    @Override
    public String toString() {
        return "the heap over pool " + pool.name();
    }
}
