package dev.cleave.contiguity;

import dev.cleave.handle.AtomicWords;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;

/**
 * Where blocks lie that are pinned for long: together, in as few pageblocks as may be. Before a
 * block is pinned it moves to a pageblock that has such a block already. If none has room, it opens
 * another: its own, if more such blocks can follow there, else one with free memory. It never stays
 * in a reservation.
 */
final class LongPinPlaces {
    /** No pageblock of the pool: the block lies in a reservation, and must not stay. */
    private static final long LENT = -1;

    private final HandleTable table;
    private final BlockStore store;
    private final BlockPlaces places;
    private final Mover mover;
    private final int pageblockShift;

    /** How many long pins there are, by the pageblock in which their block begins. */
    private final AtomicWords pins;

    LongPinPlaces(HandleTable table, BlockStore store, BlockPlaces places, Mover mover, int pageblockShift) {
        this.table = table;
        this.store = store;
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

    /** Whether an address lies in a reservation. */
    boolean isLent(long address) {
        return store.lenderOf(address) != null;
    }

    /**
     * Moves a block that is about to be pinned to where others are, if it is not pinned and there
     * is room.
     */
    void settle(long handle) {
        long word = table.stateOf(handle);
        if (word != 0 && HandleWord.pins(word) + HandleWord.longPins(word) == 0) {
            long address = table.address(handle);
            long own = store.lenderOf(address) == null ? pageblock(address) : LENT;
            if (own == LENT || pins.getAcquire(own) == 0) {
                long byteSize = table.byteSize(handle);
                long byteAlignment = table.byteAlignment(handle);
                mover.move(handle, () -> place(own, byteSize, byteAlignment), store::giveBack);
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
        long beside = own == LENT ? BlockStore.NONE : within(own, byteSize, byteAlignment);
        if (beside != BlockStore.NONE) {
            store.giveBack(beside);
            return 0;
        }
        return store.tryPool(byteSize, byteAlignment);
    }

    private long within(long pageblock, long byteSize, long byteAlignment) {
        long end = Math.min(places.units(), pageblock + 1 << pageblockShift);
        return store.tryWithin(places.range(pageblock << pageblockShift, end), byteSize, byteAlignment);
    }

    private long pageblock(long address) {
        return places.unitOf(address) >>> pageblockShift;
    }
}
