package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import dev.cleave.heap.Slab.Place;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of a heap: handed to stripes, and put down and retired when they are idle or empty.
 * {@link SlabBlocks} opens them and gives their blocks back.
 */
final class Slabs {
    /** Which of the empty slabs on a shelf go back. */
    private enum Which {
        /** All, each slab being looked at. */
        ALL,
        /** All that are kept. */
        KEPT,
        /** Of those, as many as are not about to be used: see {@link Shelf#unwanted}. */
        UNWANTED
    }

    /** How many larger classes lend a slot to one that can have no slab. */
    static final int LENDERS = 8;

    private final SlabBlocks blocks;
    private final int unitShift;
    private final Stripes stripes;
    private final Shelves[] classes = new Shelves[SizeClasses.COUNT];
    private final Currents currents;
    private final IdleSlabs idle;
    private final boolean randomly;

    /** Stands where a stripe has no slab: it has no slots. */
    private final Slab none;

    /**
     * Slabs of units of 2^{@code unitShift} bytes, of which slots are taken {@code randomly}, else
     * the lowest first.
     */
    Slabs(SlabBlocks blocks, int unitShift, Stripes stripes, boolean randomly) {
        this.blocks = blocks;
        this.unitShift = unitShift;
        this.stripes = stripes;
        this.randomly = randomly;
        for (int each = 0; each < SizeClasses.COUNT; each++) {
            classes[each] = new Shelves(SlabClass.of(each, unitShift), stripes.count());
        }
        none = new Slab(new Shelf(classes[0].kind));
        currents = new Currents(stripes, none);
        idle = new IdleSlabs(stripes.count() * SizeClasses.COUNT);
    }

    // --------------------------------------------------------------------------------------------------------- take

    /** A slot of a stripe's current slab: its address, or 0 where it has none left. */
    long take(int sizeClass, int stripe) {
        return currents.get(currents.at(stripe, sizeClass)).take();
    }

    /**
     * A slot of another slab, which becomes the current one: its address, or 0 where the pool has
     * no room for a slab of one slot.
     */
    long takeFromNext(int sizeClass) {
        return takeFromNext(classes[sizeClass], currents, stripes.mine(), sizeClass);
    }

    /**
     * A slot of another slab of a class, which becomes the stripe's current one in a column: its
     * address, or 0 where the pool has no room for a slab.
     */
    long takeFromNext(Shelves kind, Currents held, int column) {
        return takeFromNext(kind, held, stripes.mine(), column);
    }

    private long takeFromNext(Shelves kind, Currents held, int stripe, int column) {
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

    /**
     * A slab for a stripe whose shelf has none: another's that is empty, a new one, or another's
     * with slots in use; null where there is none, and no room.
     */
    private @Nullable Slab find(Shelves kind, int stripe) {
        Slab found = kind.takeOver(stripe, false);
        found = found != null ? found : blocks.open(kind.shelf(stripe));
        return found != null ? found : kind.takeOver(stripe, true);
    }

    private long takeOf(Slab slab) {
        return randomly ? slab.takeRandom() : slab.take();
    }

    /**
     * A slot of a slab of one slot, in a block that the pool must find: it asks its listeners, and
     * throws where it is full. 0 where another thread, which still looked at what this slab was
     * before, took the slot first.
     */
    long takeAtAnyPrice(int sizeClass) {
        return takeAtAnyPrice(classes[sizeClass]);
    }

    long takeAtAnyPrice(Shelves kind) {
        Slab fresh = blocks.openAtAnyPrice(kind.shelf(stripes.mine()));
        long taken = fresh.take();
        fresh.shelf.putAway(fresh);
        return taken;
    }

    /**
     * A slot of a larger class, which lends it: its address, or 0.
     *
     * @param multiple what the slot's bytes must be a multiple of
     */
    long borrow(int sizeClass, long multiple) {
        int stripe = stripes.mine();
        for (int lender = sizeClass + 1; lender < SizeClasses.COUNT && lender <= sizeClass + LENDERS; lender++) {
            if (SizeClasses.bytes(lender) % multiple == 0) {
                long address = currents.get(currents.at(stripe, lender)).take();
                address = address != 0 ? address : classes[lender].lend();
                if (address != 0) {
                    return address;
                }
            }
        }
        return 0;
    }

    // --------------------------------------------------------------------------------------------------------- give

    /**
     * A slab's word had no free slot and has one now, or has none but free ones: the slab may have
     * to be shelved, or be empty.
     */
    void turned(Slab slab) {
        if (slab.place() == Place.HELD) {
            return;
        }
        if ((slab.place() == Place.FULL || slab.freeSlots() == slab.slots()) && Shelf.shelveOrRetire(slab)) {
            blocks.giveBack(slab);
        }
    }

    /**
     * Gives the block of a cache's slab back, with slots taken or not: answers how many are taken,
     * and are lost.
     */
    long abandon(Slab slab) {
        return blocks.abandon(slab);
    }

    /** Has stripes put a slab down, and closes it: answers whether, see {@link Shelf#close}. */
    boolean close(Slab slab) {
        if (slab.place() == Place.HELD) {
            for (int stripe = 0; stripe < currents.stripes(); stripe++) {
                if (currents.get(currents.at(stripe, slab.sizeClass)) == slab) {
                    putDown(classes[slab.sizeClass], currents, stripe, slab.sizeClass);
                }
            }
        }
        return Shelf.close(slab);
    }

    /**
     * Gives every empty slab back, those of stripes and the last of each class too, and leaves
     * stripes the others; answers how many bytes.
     */
    long dropEmpty() {
        return dropEmpty(Which.KEPT);
    }

    /** As {@link #dropEmpty()}, but for what is about to be used. */
    long dropUnwanted() {
        return dropEmpty(Which.UNWANTED);
    }

    private long dropEmpty(Which which) {
        blocks.requireStack();
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            for (int stripe = 0; stripe < currents.stripes(); stripe++) {
                Slab held = currents.get(currents.at(stripe, sizeClass));
                if (held.freeSlots() == held.slots()) {
                    putDown(classes[sizeClass], currents, stripe, sizeClass);
                }
            }
            bytes += retire(classes[sizeClass], which);
        }
        return bytes;
    }

    /**
     * Gives every empty slab back, and has stripes put down what they hold; answers how many bytes.
     */
    long trim() {
        blocks.requireStack();
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            bytes += trimOne(classes[sizeClass], currents, sizeClass);
        }
        return bytes;
    }

    /**
     * Puts down the slabs of stripes that are empty, or were not used since the last such call, and
     * gives every empty slab back; answers how many bytes. For one thread at a time.
     */
    long decay() {
        blocks.requireStack();
        long bytes = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            bytes += decayOne(classes[sizeClass], currents, sizeClass, idle);
        }
        return bytes;
    }

    /**
     * As {@link #decay()}, of a class whose current slabs are in this column. For one thread at a
     * time.
     */
    long decay(Shelves kind, Currents held, int column, IdleSlabs seen) {
        blocks.requireStack();
        return decayOne(kind, held, column, seen);
    }

    private long decayOne(Shelves kind, Currents held, int column, IdleSlabs seen) {
        for (int stripe = 0; stripe < held.stripes(); stripe++) {
            if (seen.isIdle(column * held.stripes() + stripe, held.get(held.at(stripe, column)))) {
                putDown(kind, held, stripe, column);
            }
        }
        return retire(kind, Which.ALL);
    }

    /**
     * Gives every empty slab of a class back, and of the stripes that hold one in this column;
     * answers how many bytes.
     */
    long trim(Shelves kind, Currents held, int column) {
        blocks.requireStack();
        return trimOne(kind, held, column);
    }

    private long trimOne(Shelves kind, Currents held, int column) {
        for (int stripe = 0; stripe < held.stripes(); stripe++) {
            putDown(kind, held, stripe, column);
        }
        return retire(kind, Which.ALL);
    }

    /** A stripe that holds a slab puts it down. */
    private void putDown(Shelves kind, Currents held, int stripe, int column) {
        int place = held.at(stripe, column);
        if (held.get(place).slots() > 0) {
            kind.shelf(stripe).putDown(held, place, none);
        }
    }

    private long retire(Shelves kind, Which which) {
        long bytes = 0;
        Throwable failure = null;
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            Shelf shelf = kind.shelfIfAny(stripe);
            try {
                bytes += shelf == null ? 0 : retire(shelf, which);
            } catch (Throwable failed) {
                failure = FirstFailure.of(failure, failed);
            }
        }
        FirstFailure.rethrow(failure);
        return bytes;
    }

    /**
     * Gives the empty slabs of a shelf back, no more than there are slabs now: a destructor may
     * have others opened and emptied meanwhile. Where one throws the others go back nevertheless.
     */
    private long retire(Shelf shelf, Which which) {
        long bytes = 0;
        Throwable failure = null;
        int most = which == Which.UNWANTED ? shelf.unwanted() : shelf.slabs();
        for (int left = most; left > 0; left--) {
            Slab empty = shelf.retire(which == Which.ALL);
            if (empty == null) {
                break;
            }
            bytes += (long) empty.units() << unitShift;
            try {
                blocks.giveBack(empty);
            } catch (Throwable failed) {
                failure = FirstFailure.of(failure, failed);
            }
        }
        FirstFailure.rethrow(failure);
        return bytes;
    }

    /** Places for the current slabs of an object cache, in column 0: as many as a class has. */
    Currents emptyCurrents() {
        return new Currents(stripes, none);
    }

    /**
     * Bytes of the stripes' references, and of what is noted to tell idle ones: 4, and 8, for each
     * stripe and class.
     */
    long byteSize() {
        return 12L * currents.stripes() * SizeClasses.COUNT;
    }
}
