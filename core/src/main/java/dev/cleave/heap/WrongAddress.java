package dev.cleave.heap;

import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.Pool;

/** Says what is wrong with an address at which no live block of a heap begins, and what to do about it. */
final class WrongAddress {
    private final Pool pool;
    private final SlabMap map;
    private final LargeBlocks largeBlocks;
    private final long base;
    private final long capacity;
    private final int unitShift;

    WrongAddress(Pool pool, SlabMap map, LargeBlocks largeBlocks) {
        this.pool = pool;
        this.map = map;
        this.largeBlocks = largeBlocks;
        base = pool.baseAddress();
        capacity = pool.capacity();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
    }

    /**
     * Why this address is refused, by a heap that is closed or open. A block may begin there again by now, where another thread was resizing
     * it.
     */
    InvalidAddressException refusal(long address, boolean closed) {
        long distance = address - base;
        if (distance < 0 || distance >= capacity) {
            return new InvalidAddressException(Reason.FOREIGN, address, "is not of this heap, whose pool " + pool.name()
                    + " has 0x" + Long.toHexString(base) + " to 0x" + Long.toHexString(base + capacity - 1)
                    + ": free it where it was allocated");
        }
        if (closed) {
            return new InvalidAddressException(Reason.NOT_ALLOCATED, address, "was freed when the heap over pool "
                    + pool.name() + " was closed: free blocks before their heap is closed");
        }
        long unit = distance >>> unitShift;
        CachedSlab cached = map.cachedAt(unit);
        if (cached != null) {
            return new InvalidAddressException(Reason.OTHER_HOLDER, address, "lies in a slab of object cache "
                    + cached.owner() + " over pool " + pool.name() + ": give it back there");
        }
        Slab slab = map.slabAt(unit);
        if (slab != null && slab.slotOf(address) < 0) {
            return new InvalidAddressException(Reason.INSIDE_BLOCK, address, insideSlab(slab, address));
        }
        long block = slab == null ? largeBlocks.around(unit) : -1;
        long start = base + (block << unitShift);
        if (block >= 0 && start != address) {
            return new InvalidAddressException(Reason.INSIDE_BLOCK, address, "lies inside the block at 0x"
                    + Long.toHexString(start) + " of the heap over pool " + pool.name()
                    + ": free that address instead");
        }
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                "begins no live block of the heap over pool " + pool.name()
                        + ": it was freed already, or never allocated here; free a block once, in the heap that it came from");
    }

    private String insideSlab(Slab slab, long address) {
        long slot = (address - slab.start()) / slab.slotBytes;
        return slot < slab.slots()
                ? "lies inside the slot of " + slab.slotBytes + " bytes at 0x"
                        + Long.toHexString(slab.start() + slot * slab.slotBytes) + " of the heap over pool "
                        + pool.name()
                        + ": free that address instead"
                : "lies behind the last slot of a slab of the heap over pool " + pool.name()
                        + ", where no block can begin: free the address that was allocated";
    }
}
