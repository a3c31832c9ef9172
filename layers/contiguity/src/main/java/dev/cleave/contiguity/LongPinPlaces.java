package dev.cleave.contiguity;

/**
 * Where blocks lie that are pinned for long: together, in as few pageblocks as may be. Before a block is pinned it moves to a pageblock that has such a
 * block already. If none has room, it opens another: its own, if more such blocks can follow there, else one with free memory.
 */
final class LongPinPlaces {
    private final HandleTable table;
    private final BlockPlaces places;
    private final Mover mover;
    private final int pageblockShift;

    /** How many long pins there are, by the pageblock in which their block begins. */
    private final AtomicWords pins;

    LongPinPlaces(HandleTable table, BlockPlaces places, Mover mover, int pageblockShift) {
        this.table = table;
        this.places = places;
        this.mover = mover;
        this.pageblockShift = pageblockShift;
        pins = new AtomicWords((places.units() - 1 >>> pageblockShift) + 1);
    }

    /** A block at an address has one long pin more. */
    void begun(long address) {
        pins.getAndAdd(pageblock(address), 1);
    }

    /** A block at an address has one long pin less. */
    void ended(long address) {
        pins.getAndAdd(pageblock(address), -1);
    }

    /** Moves a block that is about to be pinned to where others are, if it is not pinned and there is room. */
    void settle(long handle) {
        long word = table.stateOf(handle);
        if (word != 0 && HandleWord.pins(word) + HandleWord.longPins(word) == 0) {
            long own = pageblock(table.address(handle));
            if (pins.getAcquire(own) == 0) {
                long byteSize = table.byteSize(handle);
                long byteAlignment = table.byteAlignment(handle);
                mover.move(handle, () -> place(own, byteSize, byteAlignment), places.leases()::giveBack);
            }
        }
    }

    /** A leased place, or 0 where the block does best to stay. */
    private long place(long own, long byteSize, long byteAlignment) {
        for (long pageblock = 0; pageblock < pins.count(); pageblock++) {
            long found = pins.getAcquire(pageblock) > 0 ? within(pageblock, byteSize, byteAlignment) : 0;
            if (found != 0) {
                return found;
            }
        }
        long beside = within(own, byteSize, byteAlignment);
        if (beside != 0) {
            places.leases().giveBack(beside);
            return 0;
        }
        return places.leases().tryLease(byteSize, byteAlignment);
    }

    private long within(long pageblock, long byteSize, long byteAlignment) {
        long end = Math.min(places.units(), pageblock + 1 << pageblockShift);
        return places.leases()
                .tryLeaseWithin(places.range(pageblock << pageblockShift, end), byteSize, byteAlignment);
    }

    private long pageblock(long address) {
        return places.unitOf(address) >>> pageblockShift;
    }
}
