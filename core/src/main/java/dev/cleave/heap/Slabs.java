package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import org.jspecify.annotations.Nullable;

/** The slabs of a heap: opened in blocks of its pool, handed to stripes, and given back when they are empty. */
final class Slabs {
    /** How many larger classes lend a slot to one that can have no slab. */
    static final int LENDERS = 8;

    private final Pool pool;
    private final long base;
    private final int unitShift;
    private final SlabMap map;
    private final Dialogue dialogue;
    private final SlabClass[] classes = new SlabClass[SizeClasses.COUNT];
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
            classes[each] = SlabClass.of(each, stripes, unitShift);
        }
        none = new Slab(new Shelf(classes[0]));
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
        long address = takeFromNext(classes[sizeClass], currents, sizeClass);
        return address != 0 ? address : borrow(sizeClass, multiple);
    }

    /** A slot of another slab of a class, which becomes the stripe's current one in a column: its address, or 0 where the pool has no room for a slab. */
    long takeFromNext(SlabClass kind, Currents held, int column) {
        int stripe = held.stripe();
        int place = held.at(stripe, column);
        Shelf shelf = kind.shelf(stripe);
        while (true) {
            Slab seen = held.get(place);
            long address = takeOf(seen);
            if (address != 0) {
                return address;
            }
            Slab next = shelf.exchange(held, place, seen, null);
            if (next == seen) {
                Slab found = find(kind, stripe);
                if (found == null) {
                    return 0;
                }
                next = shelf.exchange(held, place, seen, found);
            }
            address = takeOf(next);
            if (address != 0) {
                return address;
            }
        }
    }

    /** A slab for a stripe whose shelf has none: another's that is empty, a new one, or another's with slots in use; null where there is none, and no room. */
    private @Nullable Slab find(SlabClass kind, int stripe) {
        Slab found = kind.takeOver(stripe, false);
        found = found != null ? found : open(kind, stripe);
        return found != null ? found : kind.takeOver(stripe, true);
    }

    private long takeOf(Slab slab) {
        return randomly ? slab.takeRandom() : slab.take();
    }

    /**
     * A slot of a slab of one slot, in a block that the pool must find: it asks its listeners, and throws where it is full. 0 where
     * another thread, which still looked at what this slab was before, took the slot first.
     */
    long takeAtAnyPrice(int sizeClass) {
        return takeAtAnyPrice(classes[sizeClass]);
    }

    long takeAtAnyPrice(SlabClass kind) {
        int units = kind.leastUnits();
        Slab fresh = cut(kind, currents.stripe(), demand(kind, units), units);
        long taken = fresh.take();
        fresh.shelf().putAway(fresh);
        return taken;
    }

    private long demand(SlabClass kind, int units) {
        try {
            return pool.lease((long) units << unitShift, 1) & ~Pool.KNOWN_ZERO;
        } catch (PoolExhaustedException full) {
            HeapFailureEvent.emit(pool.name(), kind.slotBytes, map);
            throw full;
        }
    }

    private long borrow(int sizeClass, long multiple) {
        for (int lender = sizeClass + 1; lender < SizeClasses.COUNT && lender <= sizeClass + LENDERS; lender++) {
            if (SizeClasses.bytes(lender) % multiple == 0) {
                long address = take(lender);
                address = address != 0 ? address : classes[lender].lend();
                if (address != 0) {
                    return address;
                }
            }
        }
        return 0;
    }

    /** A slab as large as class and space agree on, or else of one slot; null where the pool has no room. */
    private @Nullable Slab open(SlabClass kind, int stripe) {
        int least = kind.leastUnits();
        int units = dialogue.choose(kind.wantedUnits(), least, kind.mostUnits());
        long address = pool.tryLease((long) units << unitShift, 1);
        if (address == 0 && units > least) {
            units = least;
            address = pool.tryLease((long) units << unitShift, 1);
        }
        return address == 0 ? null : cut(kind, stripe, address & ~Pool.KNOWN_ZERO, units);
    }

    /** The map must know the slab, and a cache's objects be constructed, before its first slot can be taken. Whatever fails leaves no block behind. */
    private Slab cut(SlabClass kind, int stripe, long address, int units) {
        Slab slab = null;
        boolean known = false;
        try {
            slab = kind.shelf(stripe).blank();
            enter(kind, slab, address, units);
            known = true;
        } finally {
            if (!known) {
                if (slab != null) {
                    slab.shelf().keepBlank(slab);
                }
                pool.giveBack(address);
            }
        }
        slab.open(address, units, kind.slotsOf(units));
        kind.opened(slab);
        SlabOpenedEvent.emit(pool.name(), slab, (long) units << unitShift);
        return slab;
    }

    private void enter(SlabClass kind, Slab slab, long address, int units) {
        map.makeLeaves(unit(address), units);
        ObjectCache cache = kind.cache;
        if (cache == null) {
            map.put(slab, unit(address), units);
        } else {
            CachedSlab cached = new CachedSlab(cache, slab);
            cache.construct(address, kind.slotsOf(units));
            map.put(cached, unit(address), units);
        }
    }

    // --------------------------------------------------------------------------------------------------------- give

    /** A slab's word had no free slot and has one now, or has none but free ones: the slab may have to be shelved, or be empty. */
    void turned(Slab slab) {
        if (slab.place() == Place.HELD) {
            return;
        }
        if ((slab.place() == Place.FULL || slab.freeSlots() == slab.slots()) && Shelf.shelveOrRetire(slab)) {
            giveBack(slab);
        }
    }

    /** Gives the block of a retired slab back; its objects are destructed first. */
    private void giveBack(Slab slab) {
        try {
            ObjectCache cache = slab.kind.cache;
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
        slab.shelf().keepBlank(slab);
        pool.giveBack(address);
    }

    /** Gives every empty slab back, those of stripes and the last of each class too, and leaves stripes the others; answers how many bytes. */
    long dropEmpty() {
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            for (int stripe = 0; stripe < currents.stripes(); stripe++) {
                Slab held = currents.get(currents.at(stripe, sizeClass));
                if (held.freeSlots() == held.slots()) {
                    putDown(classes[sizeClass], currents, stripe, sizeClass);
                }
            }
            bytes += retire(classes[sizeClass], false);
        }
        return bytes;
    }

    /** Gives every empty slab back, and has stripes put down what they hold; answers how many bytes. */
    long trim() {
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            bytes += trim(classes[sizeClass], currents, sizeClass);
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
            bytes += decay(classes[sizeClass], currents, sizeClass, idle);
        }
        return bytes;
    }

    /** As {@link #decay()}, of a class whose current slabs are in this column. For one thread at a time. */
    long decay(SlabClass kind, Currents held, int column, IdleSlabs seen) {
        for (int stripe = 0; stripe < held.stripes(); stripe++) {
            if (seen.isIdle(column * held.stripes() + stripe, held.get(held.at(stripe, column)))) {
                putDown(kind, held, stripe, column);
            }
        }
        return retire(kind, true);
    }

    /** Gives every empty slab of a class back, and of the stripes that hold one in this column; answers how many bytes. */
    long trim(SlabClass kind, Currents held, int column) {
        for (int stripe = 0; stripe < held.stripes(); stripe++) {
            putDown(kind, held, stripe, column);
        }
        return retire(kind, true);
    }

    /** A stripe that holds a slab puts it down. */
    private void putDown(SlabClass kind, Currents held, int stripe, int column) {
        int place = held.at(stripe, column);
        if (held.get(place).slots() > 0) {
            kind.shelf(stripe).putDown(held, place, none);
        }
    }

    private long retire(SlabClass kind, boolean any) {
        long bytes = 0;
        for (int stripe = 0; stripe < currents.stripes(); stripe++) {
            for (Slab empty = kind.retire(stripe, any); empty != null; empty = kind.retire(stripe, any)) {
                bytes += (long) empty.units() << unitShift;
                giveBack(empty);
            }
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
