package dev.cleave.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one class: how large a new one is, and where those are that nobody takes slots from, a {@link Shelf} for each stripe. A stripe
 * uses its own shelf first, then an empty slab of another's, and others only where there is no room for a new one: so slabs, and the cache lines that say what
 * is free in them, stay with the threads that use them.
 */
final class SlabClass {
    private static final VarHandle SHELF = MethodHandles.arrayElementVarHandle(Shelf[].class);

    /** A new slab has an eighth of the slots that the class has already: what it may leave unused stays in proportion. */
    private static final int GROWTH_SHIFT = 3;

    /** Slots of a class's first slabs, unless those are more than {@link #FIRST_BYTES}. */
    private static final int FIRST_SLOTS = 8;

    private static final int FIRST_BYTES = 24 << 10;

    /** Of a class with fewer slots, slabs are as small as can be, whatever they leave over. */
    private static final int SNUG_FROM = 8;

    /** Bytes of the largest slab that is not a single slot. */
    private static final int MOST_BYTES = 256 << 10;

    /** How many sizes of a slab are tried to find one that leaves little over. */
    private static final int SIZES_TRIED = 16;

    /** What a slab may leave over: its sixteenth. */
    private static final int LEFT_OVER_SHIFT = 4;

    /** Stands for the class of slots that are no size class's, but an object cache's. */
    private static final int NO_CLASS = -1;

    final int sizeClass;
    final int slotBytes;

    /** The object cache whose slabs these are; null for a size class. */
    final @Nullable ObjectCache cache;

    private final int unitShift;

    /** Made when first used, by who uses it: so that two stripes' do not lie side by side. */
    private final @Nullable Shelf[] shelves;

    /** Slots of all slabs: written once a slab. */
    private final AtomicLong slots = new AtomicLong();

    private SlabClass(int sizeClass, int slotBytes, @Nullable ObjectCache cache, int stripes, int unitShift) {
        this.sizeClass = sizeClass;
        this.slotBytes = slotBytes;
        this.cache = cache;
        this.unitShift = unitShift;
        shelves = new Shelf[stripes];
    }

    /** The slabs of a size class. */
    static SlabClass of(int sizeClass, int stripes, int unitShift) {
        return new SlabClass(sizeClass, SizeClasses.bytes(sizeClass), null, stripes, unitShift);
    }

    /** The slabs of an object cache. */
    static SlabClass of(ObjectCache cache, int slotBytes, int stripes, int unitShift) {
        return new SlabClass(NO_CLASS, slotBytes, cache, stripes, unitShift);
    }

    // -------------------------------------------------------------------------------------------------------- sizes

    /** Units of a slab of one slot. */
    int leastUnits() {
        return slotBytes + (1 << unitShift) - 1 >>> unitShift;
    }

    /** Units that a new slab should have, from how many slots there are already. */
    int wantedUnits() {
        long present = slots.get();
        long grown = Math.min(Math.min(present >>> GROWTH_SHIFT, Slab.MOST_SLOTS) * slotBytes, MOST_BYTES);
        long bytes = Math.max(grown, Math.min(FIRST_SLOTS * slotBytes, FIRST_BYTES));
        int units = (int) Math.max(bytes >>> unitShift, leastUnits());
        return present < SNUG_FROM ? units : snug(units);
    }

    /** Units that a slab can use. */
    int mostUnits() {
        long bytes = Math.min((long) Slab.MOST_SLOTS * slotBytes, MOST_BYTES);
        return (int) Math.max(bytes >>> unitShift, leastUnits());
    }

    /** The slots of a slab of so many units. */
    int slotsOf(int units) {
        return (int) Math.min(((long) units << unitShift) / slotBytes, Slab.MOST_SLOTS);
    }

    /** At least so many units, of which slots leave little over: or of those tried, the number that leaves least. */
    private int snug(int least) {
        int best = least;
        double bestShare = 1;
        for (int units = least; units < least + SIZES_TRIED; units++) {
            long bytes = (long) units << unitShift;
            long over = bytes - (long) slotsOf(units) * slotBytes;
            if (over <= bytes >>> LEFT_OVER_SHIFT) {
                return units;
            }
            if ((double) over / bytes < bestShare) {
                bestShare = (double) over / bytes;
                best = units;
            }
        }
        return best;
    }

    // ------------------------------------------------------------------------------------------------------- shelves

    /** A stripe's shelf. */
    Shelf shelf(int stripe) {
        Shelf present = (Shelf) SHELF.getAcquire(shelves, stripe);
        return present != null ? present : makeShelf(stripe);
    }

    /** Two threads of a stripe may make one at once: the first to be put there is the one that both use. */
    private Shelf makeShelf(int stripe) {
        Shelf made = new Shelf(this);
        @Nullable Shelf none = null;
        Shelf present = (Shelf) SHELF.compareAndExchange(shelves, stripe, none, made);
        return present != null ? present : made;
    }

    private @Nullable Shelf shelfIfAny(int stripe) {
        return (Shelf) SHELF.getAcquire(shelves, stripe);
    }

    /**
     * A slab off the shelf of another stripe, for this one's: the caller holds it. Null for none.
     *
     * @param any whether it may have slots in use
     */
    @Nullable
    Slab takeOver(int stripe, boolean any) {
        Shelf mine = shelf(stripe);
        for (int step = 1; step < shelves.length; step++) {
            Shelf other = shelfIfAny((stripe + step) % shelves.length);
            Slab given = other == null ? null : other.give(mine, any);
            if (given != null) {
                return given;
            }
        }
        return null;
    }

    /** A slot of any slab on a shelf, for a class that has none: its address, or 0. */
    long lend() {
        long address = 0;
        for (int stripe = 0; stripe < shelves.length && address == 0; stripe++) {
            Shelf shelf = shelfIfAny(stripe);
            address = shelf == null ? 0 : shelf.lend();
        }
        return address;
    }

    /**
     * Takes an empty slab off a stripe's shelf: the caller owns its block now. Null for none.
     *
     * @param any whether each slab is looked at, or those alone that were shelved empty and kept
     */
    @Nullable
    Slab retire(int stripe, boolean any) {
        Shelf shelf = shelfIfAny(stripe);
        return shelf == null ? null : shelf.retire(any);
    }

    /** A slab begins to serve a block. */
    void opened(Slab slab) {
        slots.getAndAdd(slab.slots());
    }

    /** A slab serves its block no longer. */
    void retired(Slab slab) {
        slots.getAndAdd(-slab.slots());
    }
}
