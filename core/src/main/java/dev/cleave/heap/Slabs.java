package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.function.Supplier;
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
    private final IdleSlabs idle;
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
        none = new Slab(shelves[0]);
        currents = new Currents(stripes, none);
        idle = new IdleSlabs(stripes * SizeClasses.COUNT);
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
        long address = takeFromNext(shelves[sizeClass], currents, currents.mine(sizeClass));
        return address != 0 ? address : borrow(sizeClass, multiple);
    }

    /** A slot of another slab of a shelf, which becomes the current one in its place: its address, or 0 where the pool has no room for a slab. */
    long takeFromNext(Shelf shelf, Currents held, int place) {
        while (true) {
            Slab seen = held.get(place);
            long address = takeOf(seen);
            if (address != 0) {
                return address;
            }
            Slab next = shelf.exchange(held, place, seen, null);
            if (next == seen) {
                Slab fresh = open(shelf);
                if (fresh == null) {
                    return 0;
                }
                next = shelf.exchange(held, place, seen, fresh);
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
        return takeAtAnyPrice(shelves[sizeClass]);
    }

    long takeAtAnyPrice(Shelf shelf) {
        int units = shelf.leastUnits();
        Slab fresh = cut(shelf, demand(shelf, units), units);
        long taken = fresh.take();
        shelf.putAway(fresh);
        return taken;
    }

    private long demand(Shelf shelf, int units) {
        try {
            return pool.lease((long) units << unitShift, 1) & ~Pool.KNOWN_ZERO;
        } catch (PoolExhaustedException full) {
            HeapFailureEvent.emit(pool.name(), shelf.slotBytes, map);
            throw full;
        }
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

    /** The map must know the slab, and a cache's objects be constructed, before its first slot can be taken. */
    private Slab cut(Shelf shelf, long address, int units) {
        ObjectCache cache = shelf.cache;
        if (cache != null) {
            construct(cache, address, shelf.slotsOf(units));
        }
        Slab slab = shelf.blank();
        if (cache != null) {
            map.put(new CachedSlab(cache, slab), unit(address), units);
        } else {
            map.put(slab, unit(address), units);
        }
        slab.open(address, units, shelf.slotsOf(units));
        shelf.count(slab);
        SlabOpenedEvent.emit(pool.name(), slab, (long) units << unitShift);
        return slab;
    }

    /** A constructor that throws leaves no block behind. */
    private void construct(ObjectCache cache, long address, int slots) {
        boolean constructed = false;
        try {
            cache.construct(address, slots);
            constructed = true;
        } finally {
            if (!constructed) {
                pool.giveBack(address);
            }
        }
    }

    // --------------------------------------------------------------------------------------------------------- give

    /** A slab's word had no free slot and has one now, or has none but free ones: the slab may have to be shelved, or be empty. */
    void turned(Slab slab) {
        if (slab.place() == Place.HELD) {
            return;
        }
        if ((slab.place() == Place.FULL || slab.freeSlots() == slab.slots()) && slab.shelf.shelveOrRetire(slab)) {
            giveBack(slab);
        }
    }

    /** Gives the block of a retired slab back; its objects are destructed first. */
    private void giveBack(Slab slab) {
        try {
            ObjectCache cache = slab.shelf.cache;
            if (cache != null) {
                cache.destruct(slab.start(), slab.slots());
            }
        } finally {
            giveBackBlock(slab);
        }
    }

    private void giveBackBlock(Slab slab) {
        long address = slab.start();
        SlabRetiredEvent.emit(pool.name(), slab, (long) slab.units() << unitShift);
        map.remove(unit(address), slab.units());
        slab.shelf.keepBlank(slab);
        pool.giveBack(address);
    }

    /** Gives every empty slab back, those of stripes and the last of each class too, and leaves stripes the others; answers how many bytes. */
    long dropEmpty() {
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            for (int stripe = 0; stripe < currents.stripes(); stripe++) {
                int place = currents.at(stripe, sizeClass);
                Slab held = currents.get(place);
                if (held.slots() > 0 && held.freeSlots() == held.slots()) {
                    shelves[sizeClass].putDown(currents, place, none);
                }
            }
            bytes += retire(shelves[sizeClass]::retireKept);
        }
        return bytes;
    }

    /** Gives every empty slab back, and has stripes put down what they hold; answers how many bytes. */
    long trim() {
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            bytes += trim(shelves[sizeClass], currents, sizeClass);
        }
        return bytes;
    }

    /**
     * Puts down the slabs of stripes that are empty, or were not used since the last such call, and gives every empty slab back;
     * answers how many bytes. For one thread at a time.
     */
    long decay() {
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            for (int stripe = 0; stripe < currents.stripes(); stripe++) {
                int place = currents.at(stripe, sizeClass);
                if (idle.isIdle(stripe * SizeClasses.COUNT + sizeClass, currents.get(place))) {
                    shelves[sizeClass].putDown(currents, place, none);
                }
            }
            bytes += retireEmpty(shelves[sizeClass]);
        }
        return bytes;
    }

    /** As {@link #decay()}, of an object cache, whose current slabs are in column 0. For one thread at a time. */
    long decay(Shelf shelf, Currents held, IdleSlabs seen) {
        for (int stripe = 0; stripe < held.stripes(); stripe++) {
            int place = held.at(stripe, 0);
            if (seen.isIdle(stripe, held.get(place))) {
                shelf.putDown(held, place, none);
            }
        }
        return retireEmpty(shelf);
    }

    /** Gives every empty slab of a shelf back, and of the stripes that hold one in this column; answers how many bytes. */
    long trim(Shelf shelf, Currents held, int column) {
        for (int stripe = 0; stripe < held.stripes(); stripe++) {
            shelf.putDown(held, held.at(stripe, column), none);
        }
        return retireEmpty(shelf);
    }

    private long retireEmpty(Shelf shelf) {
        return retire(shelf::retireAny);
    }

    private long retire(Supplier<@Nullable Slab> shelf) {
        long bytes = 0;
        for (Slab empty = shelf.get(); empty != null; empty = shelf.get()) {
            bytes += (long) empty.units() << unitShift;
            giveBack(empty);
        }
        return bytes;
    }

    /** Places for the current slabs of an object cache, in column 0: as many as a class has. */
    Currents emptyCurrents() {
        return new Currents(currents.stripes(), none);
    }

    private long unit(long address) {
        return address - base >>> unitShift;
    }

    /** Bytes of the stripes' references, and of what is noted to tell idle ones: 4, and 8, for each stripe and class. */
    long byteSize() {
        return 12L * currents.stripes() * SizeClasses.COUNT;
    }
}
