package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Pool;
import org.jspecify.annotations.Nullable;

/** The slabs of a heap: opened in blocks of its pool, handed to stripes, and given back when they are empty. */
final class Slabs {
    /** How many larger classes lend a slot to one that can have no slab. */
    private static final int LENDERS = 8;

    private final Pool pool;
    private final long base;
    private final int unitShift;
    private final SlabMap map;
    private final Dialogue dialogue;
    private final Shelf[] shelves = new Shelf[SizeClasses.COUNT];
    private final Currents currents;
    private final boolean randomly;

    /** Stands where a stripe has no slab: it has no slots. */
    private final Slab none;

    /** Slabs of which slots are taken {@code randomly}, else the lowest first. */
    Slabs(Pool pool, SlabMap map, Dialogue dialogue, int stripes, boolean randomly) {
        this.pool = pool;
        this.map = map;
        this.dialogue = dialogue;
        this.randomly = randomly;
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        for (int each = 0; each < SizeClasses.COUNT; each++) {
            shelves[each] = new Shelf(each, unitShift);
        }
        none = new Slab(shelves[0], 0);
        currents = new Currents(stripes, none);
    }

    // --------------------------------------------------------------------------------------------------------- take

    /** A slot of the stripe's current slab: its address, or 0 where it has none left. */
    long take(int sizeClass) {
        return currents.get(currents.mine(sizeClass)).take();
    }

    /**
     * A slot of another slab, which becomes the current one; or one that a larger class lends.
     *
     * @param multiple what the bytes of a lent slot must be a multiple of
     * @return its address, or 0 where the pool has no room for a slab of one slot
     */
    long takeFromNext(int sizeClass, long multiple) {
        Shelf shelf = shelves[sizeClass];
        int place = currents.mine(sizeClass);
        while (true) {
            Slab seen = currents.get(place);
            long address = takeOf(seen);
            if (address != 0) {
                return address;
            }
            Slab next = shelf.exchange(currents, place, seen, null);
            if (next == seen) {
                Slab fresh = open(shelf);
                if (fresh == null) {
                    return borrow(sizeClass, multiple);
                }
                next = shelf.exchange(currents, place, seen, fresh);
            }
            address = takeOf(next);
            if (address != 0) {
                return address;
            }
        }
    }

    private long takeOf(Slab slab) {
        return randomly ? slab.takeRandom() : slab.take();
    }

    /**
     * A slot of a slab of one slot, in a block that the pool must find: it asks its listeners, and throws where it is full. 0 where
     * another thread, which still looked at what this slab was before, took the slot first.
     */
    long takeAtAnyPrice(int sizeClass) {
        Shelf shelf = shelves[sizeClass];
        int units = shelf.leastUnits();
        long address = pool.lease((long) units << unitShift, 1) & ~Pool.KNOWN_ZERO;
        Slab fresh = cut(shelf, address, units);
        long taken = fresh.take();
        shelf.putAway(fresh);
        return taken;
    }

    private long borrow(int sizeClass, long multiple) {
        for (int lender = sizeClass + 1; lender < SizeClasses.COUNT && lender <= sizeClass + LENDERS; lender++) {
            if (SizeClasses.bytes(lender) % multiple == 0) {
                long address = take(lender);
                address = address != 0 ? address : shelves[lender].lend();
                if (address != 0) {
                    return address;
                }
            }
        }
        return 0;
    }

    /** A slab as large as class and space agree on, or else of one slot; null where the pool has no room. */
    private @Nullable Slab open(Shelf shelf) {
        int least = shelf.leastUnits();
        int units = dialogue.choose(shelf.wantedUnits(), least, shelf.mostUnits());
        long address = pool.tryLease((long) units << unitShift, 1);
        if (address == 0 && units > least) {
            units = least;
            address = pool.tryLease((long) units << unitShift, 1);
        }
        return address == 0 ? null : cut(shelf, address & ~Pool.KNOWN_ZERO, units);
    }

    /** The map must know the slab before its first slot can be taken. */
    private Slab cut(Shelf shelf, long address, int units) {
        Slab slab = shelf.blank();
        map.put(slab, unit(address), units);
        slab.open(address, units, shelf.slotsOf(units));
        shelf.count(slab);
        return slab;
    }

    // --------------------------------------------------------------------------------------------------------- give

    /** A slab's word had no free slot and has one now, or has none but free ones: the slab may have to be shelved, or be empty. */
    void turned(Slab slab) {
        if (slab.place() == Place.HELD) {
            return;
        }
        if (slab.place() == Place.FULL) {
            slab.shelf.shelveAgain(slab);
        }
        if (slab.freeSlots() == slab.slots() && slab.shelf.retire(slab)) {
            giveBack(slab);
        }
    }

    /** Gives the block of a retired slab back. */
    private void giveBack(Slab slab) {
        long address = slab.start();
        map.remove(unit(address), slab.units());
        slab.shelf.keepBlank(slab);
        pool.giveBack(address);
    }

    /** Gives every empty slab back, those of stripes and the last of each class too; answers how many bytes. */
    long trim() {
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            for (int stripe = 0; stripe < currents.stripes(); stripe++) {
                shelves[sizeClass].putDown(currents, currents.at(stripe, sizeClass), none);
            }
            for (Slab empty = shelves[sizeClass].retireAny(); empty != null; empty = shelves[sizeClass].retireAny()) {
                bytes += (long) empty.units() << unitShift;
                giveBack(empty);
            }
        }
        return bytes;
    }

    private long unit(long address) {
        return address - base >>> unitShift;
    }

    /** Bytes of the stripes' references and, roughly, of what each class has. */
    long byteSize() {
        return 4L * currents.stripes() * SizeClasses.COUNT;
    }
}
