package dev.cleave.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where the slabs of one class are that nobody takes slots from: a {@link Shelf} for each stripe. A
 * stripe uses its own shelf first, then an empty slab of another's, and others only where there is
 * no room for a new one: so slabs, and the cache lines that say what is free in them, stay with the
 * threads that use them.
 */
final class Shelves {
    private static final VarHandle SHELF = MethodHandles.arrayElementVarHandle(Shelf[].class);

    /** The class of its slabs. */
    final SlabClass kind;

    /** Made when first used, by who uses it: so that two stripes' do not lie side by side. */
    private final @Nullable Shelf[] shelves;

    Shelves(SlabClass kind, int stripes) {
        this.kind = kind;
        shelves = new Shelf[stripes];
    }

    /** A stripe's shelf. */
    Shelf shelf(int stripe) {
        Shelf present = (Shelf) SHELF.getAcquire(shelves, stripe);
        return present != null ? present : makeShelf(stripe);
    }

    /**
     * Two threads of a stripe may make one at once: the first to be put there is the one that both
     * use.
     */
    private Shelf makeShelf(int stripe) {
        Shelf made = new Shelf(kind);
        @Nullable Shelf none = null;
        Shelf present = (Shelf) SHELF.compareAndExchange(shelves, stripe, none, made);
        return present != null ? present : made;
    }

    /** A stripe's shelf, if it was ever used. */
    @Nullable
    Shelf shelfIfAny(int stripe) {
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
}
