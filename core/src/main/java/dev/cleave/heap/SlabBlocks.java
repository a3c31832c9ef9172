package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of slabs: leased of the pool and cut into slots, and given back. Both are whole or
 * nothing, whatever fails: the Java heap, the stack, what constructs slots or destructs them.
 */
final class SlabBlocks {
    private final Pool pool;
    private final Leases leases;
    private final SlabMap map;
    private final Dialogue dialogue;
    private final long base;
    private final int unitShift;

    SlabBlocks(Pool pool, SlabMap map, Dialogue dialogue) {
        this.pool = pool;
        this.map = map;
        this.dialogue = dialogue;
        leases = pool.leases().ofParts();
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
    }

    // --------------------------------------------------------------------------------------------------------- open

    /**
     * A new slab of a shelf, as large as class and space agree on, or else of one slot: its caller
     * holds it. Null where the pool has no room.
     */
    @Nullable
    Slab open(Shelf shelf) {
        SlabSizes sizes = shelf.kind.sizes;
        int least = sizes.leastUnits();
        int units = sizes.tight(dialogue.choose(shelf.kind.wantedUnits(), least, sizes.mostUnits()));
        Slab slab = shelf.blank();
        long address = 0;
        try {
            address = tryLease(units);
            if (address == 0 && units > least) {
                units = least;
                address = tryLease(units);
            }
        } finally {
            if (address == 0) {
                shelf.keepBlank(slab);
            }
        }
        return address == 0 ? null : cut(slab, address, units);
    }

    /**
     * A new slab of one slot, in a block that the pool must find: it asks its listeners, and throws
     * where it is full.
     */
    Slab openAtAnyPrice(Shelf shelf) {
        int units = shelf.kind.sizes.leastUnits();
        Slab slab = shelf.blank();
        long address = 0;
        try {
            address = lease(units);
        } catch (PoolExhaustedException full) {
            HeapFailureEvent.emit(pool.name(), shelf.kind.slotBytes, map);
            throw full;
        } finally {
            if (address == 0) {
                shelf.keepBlank(slab);
            }
        }
        return cut(slab, address, units);
    }

    private long tryLease(int units) {
        return leases.tryLease((long) units << unitShift, 1);
    }

    private long lease(int units) {
        return leases.lease((long) units << unitShift, 1);
    }

    /**
     * The map must know the slab, and what its slots hold be constructed, before the first can be
     * taken.
     */
    private Slab cut(Slab slab, long address, int units) {
        SlabClass kind = slab.kind;
        long unit = unit(address);
        int slots = kind.sizes.slotsOf(units);
        boolean constructed = false;
        try {
            CachedSlab cached = kind.life == null ? null : new CachedSlab(slab);
            map.makeLeaves(unit, units);
            if (kind.life != null) {
                kind.life.construct(address, slots);
            }
            constructed = true;
            SlabOpenedEvent.emit(pool.name(), kind.slotBytes, slots, (long) units << unitShift);
            if (cached != null) {
                map.put(cached, unit, units);
            } else {
                map.put(slab, unit, units);
            }
            slab.open(address, units, slots);
        } catch (Throwable failure) {
            abort(slab, address, units, constructed ? slots : 0, failure);
            throw failure;
        }
        kind.opened(slots);
        return slab;
    }

    /** Undoes what was done to a block that cannot be cut. What fails meanwhile is suppressed. */
    private void abort(Slab slab, long address, int units, int constructed, Throwable because) {
        destruct(slab.kind, address, constructed, because);
        slab.setPlaceRelease(Place.RETIRED);
        try {
            giveBackBlock(slab, address, units);
        } catch (Throwable failure) {
            FirstFailure.of(because, failure);
        }
    }

    // ---------------------------------------------------------------------------------------------------- give back

    /**
     * Returns where there is stack enough to give slabs' blocks back, one after the other; else
     * throws before anything was begun: each slab that was taken off its shelf would be lost.
     */
    void requireStack() {
        leases.requireStack();
    }

    /**
     * Gives the block of a retired slab back, after what its slots hold is destructed: also where
     * that fails, which is thrown at the end.
     */
    void giveBack(Slab slab) {
        end(slab, destruct(slab.kind, slab.start(), slab.slots(), null));
    }

    /**
     * Gives the block of a slab back of which slots may be taken: what those hold that are free is
     * destructed. Answers how many are taken; none of a slab that is retired already.
     */
    long abandon(Slab slab) {
        if (!Shelf.seize(slab)) {
            return 0;
        }
        int slots = slab.slots();
        long taken = 0;
        Throwable failure = null;
        int next = 0;
        for (int first = 0; first < slots; first = next) {
            boolean free = slab.isFree(first);
            next = first + 1;
            while (next < slots && slab.isFree(next) == free) {
                next++;
            }
            if (free) {
                long start = slab.start() + (long) first * slab.slotBytes;
                failure = destruct(slab.kind, start, next - first, failure);
            } else {
                taken += next - first;
            }
        }
        end(slab, failure);
        return taken;
    }

    /**
     * Gives the block of a slab back whose slots have ended; throws what failed so far, or does
     * now.
     */
    private void end(Slab slab, @Nullable Throwable failedBefore) {
        Throwable failure = failedBefore;
        int slots = slab.slots();
        int units = slab.units();
        try {
            giveBackBlock(slab, slab.start(), units);
            SlabRetiredEvent.emit(pool.name(), slab.slotBytes, slots, (long) units << unitShift);
        } catch (Throwable alsoFailed) {
            failure = FirstFailure.of(failure, alsoFailed);
        }
        FirstFailure.rethrow(failure);
    }

    /** Answers what failed first. */
    private static @Nullable Throwable destruct(
            SlabClass kind, long start, int slots, @Nullable Throwable failedBefore) {
        if (kind.life == null || slots == 0) {
            return failedBefore;
        }
        try {
            kind.life.destruct(start, slots);
            return failedBefore;
        } catch (Throwable failure) {
            return FirstFailure.of(failedBefore, failure);
        }
    }

    /**
     * As {@link #giveBack}, for a slab of bytes, but its block stays leased, and is the caller's to
     * give back.
     */
    void keepLeased(Slab slab) {
        map.remove(unit(slab.start()), slab.units());
        slab.shelf.keepBlank(slab);
    }

    /** The slab may serve another block as soon as it is kept: nothing is read of it afterwards. */
    private void giveBackBlock(Slab slab, long address, int units) {
        map.remove(unit(address), units);
        try {
            leases.giveBack(address);
        } finally {
            slab.shelf.keepBlank(slab);
        }
    }

    private long unit(long address) {
        return address - base >>> unitShift;
    }
}
