package dev.cleave.heap;

import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a heap, slots and large ones, as slabs and pool have them: without anything that {@link Hardening} adds. What a block is, and where
 * it comes from and goes to, is decided here.
 */
final class PlainBlocks {
    private final Pool pool;
    private final long base;
    private final long capacity;
    private final int unitShift;
    private final SlabMap map;
    private final Slabs slabs;
    private final LargeBlocks largeBlocks;
    private final @Nullable AllocationSites sites;
    private final SampledBlocks sampled;
    private final WrongAddress wrongAddress;
    private volatile boolean closed;

    PlainBlocks(
            Pool pool,
            SlabMap map,
            Slabs slabs,
            LargeBlocks largeBlocks,
            @Nullable AllocationSites sites,
            SampledBlocks sampled) {
        this.pool = pool;
        this.map = map;
        this.slabs = slabs;
        this.largeBlocks = largeBlocks;
        this.sites = sites;
        this.sampled = sampled;
        base = pool.baseAddress();
        capacity = pool.capacity();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        wrongAddress = new WrongAddress(pool, map, largeBlocks);
    }

    // ------------------------------------------------------------------------------------------------------ allocate

    /** A block whose address is a multiple of the alignment; the pool asks its listeners, and throws where it is full. */
    long allocate(long byteSize, long byteAlignment) {
        int sizeClass = slotClass(byteSize, byteAlignment);
        return sizeClass < SizeClasses.COUNT
                ? allocateSlot(sizeClass, byteAlignment)
                : allocateLarge(byteSize, byteAlignment);
    }

    /** As {@link #allocate}, but 0 where the pool has no room, without asking its listeners. */
    long tryAllocate(long byteSize, long byteAlignment) {
        requireOpen();
        int sizeClass = slotClass(byteSize, byteAlignment);
        return sizeClass < SizeClasses.COUNT
                ? slabs.takeFromNext(sizeClass, byteAlignment)
                : largeBlocks.tryAllocate(byteSize, byteAlignment);
    }

    /** The class that serves a request; {@link SizeClasses#COUNT} where it is a block of its own. */
    private int slotClass(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        return byteSize > SizeClasses.LARGEST || byteAlignment > pool.unit()
                ? SizeClasses.COUNT
                : SizeClasses.of((int) byteSize, byteAlignment);
    }

    /** A slot of the stripe's current slab, or of another. */
    long allocateSlot(int byteSize) {
        int sizeClass = SizeClasses.of(byteSize);
        long address = slabs.take(sizeClass);
        return address != 0 ? address : allocateSlot(sizeClass, 1);
    }

    private long allocateSlot(int sizeClass, long multiple) {
        requireOpen();
        long address = slabs.takeFromNext(sizeClass, multiple);
        while (address == 0) {
            address = slabs.takeAtAnyPrice(sizeClass);
        }
        return address;
    }

    /** A block of its own, of whole units. */
    long allocateLarge(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        requireOpen();
        return largeBlocks.allocate(byteSize, byteAlignment);
    }

    /** The address of a new block, or 0, sampled if its turn has come. */
    long counted(long address, long byteSize) {
        long mean = sites != null && address != 0 ? sites.due(byteSize) : 0;
        return mean == 0 ? address : sampled.sample(address, byteSize, mean);
    }

    static void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: ask for at least 1");
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

    /** The room that a block of so many bytes has when it is allocated, unless it borrows or is aligned. */
    long rounded(long byteSize) {
        return byteSize <= SizeClasses.LARGEST
                ? SizeClasses.bytes(SizeClasses.of((int) byteSize))
                : (byteSize - 1 >>> unitShift) + 1 << unitShift;
    }

    /** Makes a block larger or smaller where it lies, where its slot allows it, or it is large and remains so: answers whether. */
    boolean resize(long address, long room, long byteSize) {
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

    /**
     * Whether a block with this room may be one of so many bytes: {@link #resize} leaves it where it is for them. A slot, and a large block that became
     * smaller than one, serves what would fill more than half of it; a large block what would fill eight ninths of it.
     */
    boolean suits(long room, long byteSize) {
        return byteSize <= SizeClasses.LARGEST
                ? byteSize <= room && 2 * rounded(byteSize) > room
                : room >= rounded(byteSize)
                        && room >>> unitShift <= LargeBlocks.mostUnits(rounded(byteSize) >>> unitShift);
    }

    /** Copies bytes from one block to another. */
    void copy(long from, long to, long byteSize) {
        MemorySegment.copy(pool.memory(), from - base, pool.memory(), to - base, byteSize);
    }

    // ----------------------------------------------------------------------------------------------------------- life

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the heap over pool " + pool.name() + " is closed");
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Gives the block of every slab, and every large block, back to the pool, live or not, and ends. */
    void close() {
        closed = true;
        map.forEach(slab -> {
            long start = slab.start();
            map.remove(start - base >>> unitShift, slab.units());
            pool.leases().giveBack(start);
        }, unit -> {
            map.claimLarge(unit);
            pool.leases().giveBack(base + (unit << unitShift));
        });
    }
}
