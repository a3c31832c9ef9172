package dev.cleave.objects;

import dev.cleave.memory.PoolRange;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Moves the objects of a stripe's emptiest regions into holes of the others, so that whole regions
 * come free: an object at a time, under the stripe's lock. A hole that is right for an object which
 * is there already costs no more than that object's bytes to fill, while a log would copy all that
 * is live beside the hole. Pinned objects are passed over.
 */
final class Evacuator {
    /** Bytes that a step over an object or hole counts as, beside what it copies. */
    private static final int LOOK = 16;

    /** So much copying is put off until it is worth a call. */
    private static final int LEAST_STEP = 4096;

    private final BlockLayout layout;
    private final RegionSet set;
    private final SlotTable table;
    private final double mostFree;
    private final double copiesPerByte;

    /** Moves that were about to end well: what readers without a pin look at. */
    private final AtomicLong moves = new AtomicLong();

    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong evacuated = new AtomicLong();

    private @Nullable Region victim;

    /** Where no region is opened meanwhile. */
    private @Nullable PoolRange avoided;

    private long at;
    private boolean wanted;
    private double credit;

    /**
     * For the regions of one stripe.
     *
     * @param mostFree the share of the regions' bytes that may lie in holes
     * @param copiesPerByte the most bytes copied for each byte that is allocated
     */
    Evacuator(BlockLayout layout, RegionSet set, SlotTable table, double mostFree, double copiesPerByte) {
        this.layout = layout;
        this.set = set;
        this.table = table;
        this.mostFree = mostFree;
        this.copiesPerByte = copiesPerByte;
    }

    /** No hole was right for an object: so holes that are too many will be put to use. */
    void want() {
        wanted |= hasTooManyHoles();
    }

    /** Does its share of the work for an allocation of so many bytes. */
    void pay(long extent) {
        if (!wanted && victim == null) {
            return;
        }
        credit += extent * copiesPerByte;
        if (credit >= LEAST_STEP) {
            credit -= work((long) credit);
            if (victim == null && !hasTooManyHoles()) {
                wanted = false;
                credit = 0;
            }
        }
    }

    private boolean hasTooManyHoles() {
        return set.holeBytes() > mostFree * set.heldBytes();
    }

    /**
     * Works until about so many bytes were copied, or there are few enough holes, or nothing can be
     * gained; answers how many bytes the work counts as.
     */
    long work(long budget) {
        long spent = 0;
        while (spent < budget) {
            if (victim == null
                    && !(hasTooManyHoles() && begin(choose(mostFree, set.placedBytes() - set.regionBytes())))) {
                wanted = false;
                return Math.max(spent, Math.min(budget, LEAST_STEP));
            }
            spent += step();
        }
        return spent;
    }

    /**
     * Moves all that it can out of the region with the most to gain, of those that were not opened
     * or looked at since a moment; answers whether there was one.
     *
     * @param since {@link RegionSet#placedBytes} of that moment
     */
    boolean squeeze(long since) {
        if (victim == null && !begin(choose(0, since))) {
            return false;
        }
        while (victim != null) {
            step();
        }
        return true;
    }

    /** Moves all that it can out of the regions that have a byte within locations, and none into them. */
    void vacate(PoolRange range, long from, long to) {
        while (victim != null) {
            step();
        }
        List<Region> regions = set.within(from, to);
        regions.forEach(set::evacuate);
        avoided = range;
        try {
            for (Region each : regions) {
                victim = each;
                at = each.start;
                while (victim != null) {
                    step();
                }
            }
        } finally {
            avoided = null;
        }
    }

    // ---------------------------------------------------------------------------------------------------------- choice

    /**
     * The region with the most to gain: much free, little to copy, and for long, as LFS weighs it
     * (Rosenblum and Ousterhout 1992). Of those that were not opened or looked at since a moment.
     */
    private @Nullable Region choose(double leastFree, long since) {
        Region best = null;
        double most = 0;
        long held = Math.max(1, set.heldBytes());
        for (Region each : set.regions()) {
            if (set.isOpen(each) || each.birth > since || each.freeBytes <= leastFree * (each.end - each.start)) {
                continue;
            }
            double age = Math.min(1, (double) (set.placedBytes() - each.birth) / held);
            double gain = each.freeBytes * (1 + age) / (each.liveBytes() + 1.0);
            if (gain > most) {
                most = gain;
                best = each;
            }
        }
        return best;
    }

    private boolean begin(@Nullable Region region) {
        if (region == null) {
            return false;
        }
        set.evacuate(region);
        victim = region;
        at = region.start;
        return true;
    }

    // ------------------------------------------------------------------------------------------------------------ moves

    /** One object, or hole, of the victim; answers what it counts as. */
    private long step() {
        Region region = victim;
        if (region == null) {
            return 0;
        }
        if (region.gone) {
            end();
            return LOOK;
        }
        if (at >= region.top) {
            set.reopen(region);
            victim = null;
            return LOOK;
        }
        long extent = layout.extent(at);
        boolean isObject = layout.isObject(at);
        long from = at;
        at += extent;
        if (!isObject) {
            return LOOK;
        }
        if (!move(from, extent)) {
            return LOOK;
        }
        if (region.gone) {
            end();
        }
        return LOOK + extent;
    }

    private void end() {
        evacuated.setRelease(evacuated.getPlain() + 1);
        victim = null;
    }

    /** Moves an object elsewhere, unless it is pinned, or there is no room: then the rest stays, too. */
    private boolean move(long from, long extent) {
        long slot = layout.slot(from);
        long moving = table.beginMove(slot);
        if (moving == SlotWord.REFUSED) {
            return false;
        }
        long to = place(extent);
        if (to == RegionSet.NONE) {
            table.giveUpMove(slot, moving);
            at = Long.MAX_VALUE;
            return false;
        }
        layout.copy(from, to, extent);
        copied.setRelease(copied.getPlain() + extent);
        moves.setRelease(moves.getPlain() + 1);
        boolean moved = table.endMove(slot, moving, to / BlockLayout.GRAIN);
        set.release(moved ? from : to);
        return moved;
    }

    private long place(long extent) {
        long to = set.place(extent);
        if (to != RegionSet.NONE) {
            return to;
        }
        PoolRange range = avoided;
        boolean grown = range != null ? set.growOutside(range) : set.grow() || set.growFromSpare();
        return grown ? set.place(extent) : RegionSet.NONE;
    }

    // ------------------------------------------------------------------------------------------------------------ look

    /** Moves until now: raised before each one is seen. Any thread may ask. */
    long moves() {
        return moves.getAcquire();
    }

    /** Bytes copied until now. */
    long copiedBytes() {
        return copied.getAcquire();
    }

    /** Regions that came free by moving what was in them. */
    long evacuatedRegions() {
        return evacuated.getAcquire();
    }
}
