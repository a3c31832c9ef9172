package dev.cleave.objects;

import dev.cleave.memory.PoolRange;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * A part of a space with its own slots, regions and lock. An object is in one stripe for all its
 * life, wherever that moves it, and its handle says in which. Readers never come here.
 */
final class Stripe {
    /** No handle: there was no room. */
    static final long NO_HANDLE = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final BlockLayout layout;
    private final RegionStore store;
    private final SlotTable table;
    private final StripeSlots slots;
    private final RegionSet set;
    private final Evacuator evacuator;
    private final StripeCounts counts = new StripeCounts();
    private boolean closed;

    Stripe(
            BlockLayout layout,
            RegionStore store,
            SlotTable table,
            StripeSlots slots,
            RegionSet set,
            Evacuator evacuator) {
        this.layout = layout;
        this.store = store;
        this.table = table;
        this.slots = slots;
        this.set = set;
        this.evacuator = evacuator;
        countBooks();
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    // ------------------------------------------------------------------------------------------------- under the lock

    /**
     * An object of a region; {@link #NO_HANDLE} where no hole is right and the pool has no region
     * more.
     */
    long allocate(long byteSize) {
        long extent = BlockLayout.extentOf(byteSize);
        long slot = closed ? StripeSlots.NONE : slots.take();
        if (slot == StripeSlots.NONE) {
            return NO_HANDLE;
        }
        long at = RegionSet.NONE;
        try {
            at = place(extent);
        } finally {
            if (at == RegionSet.NONE) {
                slots.giveBack(slot);
            }
        }
        if (at == RegionSet.NONE) {
            return NO_HANDLE;
        }
        layout.writeObject(at, byteSize, slot);
        counts.add(1, byteSize, extent);
        long handle = table.open(slot, at / BlockLayout.GRAIN);
        boolean paid = false;
        try {
            evacuator.pay(extent);
            paid = true;
        } finally {
            if (!paid) {
                long unused = free(handle);
            }
        }
        countBooks();
        return handle;
    }

    private long place(long extent) {
        long at = set.place(extent);
        if (at != RegionSet.NONE) {
            return at;
        }
        evacuator.want();
        return set.grow() ? set.place(extent) : RegionSet.NONE;
    }

    /**
     * As {@link #allocate}, where the pool is full: regions are squeezed until there is room, or
     * none is left.
     */
    long allocateSqueezing(long byteSize) {
        long since = set.placedBytes();
        long handle = allocate(byteSize);
        while (handle == NO_HANDLE && !closed && set.holeBytes() + set.openBytes() >= BlockLayout.extentOf(byteSize)
                && evacuator.squeeze(since)) {
            handle = allocate(byteSize);
        }
        countBooks();
        return handle;
    }

    /** Takes a slot for a giant; {@link StripeSlots#NONE} where none is left. */
    long takeSlot() {
        return closed ? StripeSlots.NONE : slots.take();
    }

    void giveBackSlot(long slot) {
        slots.giveBack(slot);
    }

    /** An object of a block of the pool, whose header is written. */
    long openGiant(long slot, long location, long byteSize) {
        counts.add(1, byteSize, 0);
        countBooks();
        return table.open(slot, location / BlockLayout.GRAIN);
    }

    /**
     * Ends the life of an object; of one in a region the place is a hole then.
     *
     * @return where a giant was, whose block is the caller's then; {@link GiantSpace#NONE} where it
     *     was none
     */
    long free(long handle) {
        long at = table.close(handle) * BlockLayout.GRAIN;
        long byteSize = layout.byteSize(at);
        boolean isGiant = store.at(at) == null;
        counts.add(-1, -byteSize, isGiant ? 0 : -BlockLayout.extentOf(byteSize));
        if (!isGiant) {
            set.release(at);
        }
        slots.giveBack(SlotTable.slot(handle));
        countBooks();
        return isGiant ? at : GiantSpace.NONE;
    }

    private void countBooks() {
        counts.setHeld(slots.byteSize() + set.byteSize());
    }

    /** Makes a region that the pool was asked for the open one; a closed stripe gives it back. */
    void adopt(long location) {
        if (closed) {
            store.giveBackUnopened(location);
        } else {
            set.adopt(store.opened(location));
            countBooks();
        }
    }

    /** Moves objects: see {@link Evacuator#work}. */
    long work(long budget) {
        long spent = evacuator.work(budget);
        countBooks();
        return spent;
    }

    /** Moves all that it can into as few regions as it can. */
    void squeezeAll() {
        long since = set.placedBytes();
        while (set.holeBytes() > set.regionBytes() && evacuator.squeeze(since)) {
            // each region once at most
        }
        countBooks();
    }

    /** Moves all that it can out of a range: see {@link Evacuator#vacate}. */
    void vacate(PoolRange range, long from, long to) {
        evacuator.vacate(range, from, to);
        countBooks();
    }

    /** Pins that are open. */
    long pins() {
        long[] pins = new long[1];
        slots.forEachLive(slot -> pins[0] += table.pinsOf(slot));
        return pins[0];
    }

    /** Ends all that live here; giants are told, as their blocks are not the stripe's. */
    void closeAll(LongConsumer giants) {
        closed = true;
        slots.forEachLive(slot -> {
            long at = table.close(table.handleIn(slot)) * BlockLayout.GRAIN;
            if (store.at(at) == null) {
                giants.accept(at);
            }
        });
        set.dropAll();
    }

    /** Holds the books of the regions against what is there: for tests. */
    void verify() {
        set.verify();
    }

    /** The figures of this stripe. */
    void addTo(ObjectTally tally) {
        tally.objects += counts.objects();
        tally.liveBytes += counts.liveBytes();
        tally.extentBytes += counts.extents();
        tally.holeBytes += set.holeBytes();
        tally.openBytes += set.openBytes();
        tally.regions += set.regions().size();
        tally.tableBytes += slots.byteSize() + set.byteSize();
        tally.wornSlots += slots.worn();
        tally.copiedBytes += evacuator.copiedBytes();
        tally.evacuatedRegions += evacuator.evacuatedRegions();
    }

    // -------------------------------------------------------------------------------------------------- without a lock

    /** Moves until now: for readers without a pin. */
    long moves() {
        return evacuator.moves();
    }

    StripeCounts counts() {
        return counts;
    }
}
