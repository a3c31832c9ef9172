package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one class that have free slots and are nobody's current one. Its lock is taken once a slab, not once a slot: when a
 * current slab has no slot left, when a full one gets its first slot back, and when one is empty.
 */
final class Shelf {
    /** How many slabs are looked at for the fullest. */
    private static final int COMPARED = 8;

    /** A slab is worth taking when a quarter of its slots is free. */
    private static final int ENOUGH_SHIFT = 2;

    /** Empty slabs that are kept for the next request, until memory grows, decays or is wanted. */
    private static final int KEPT_EMPTY = 8;

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
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Slab first;
    private @Nullable Slab blanks;
    private long slots;

    /** How many slabs on the shelf are kept though they were empty: hardly any other is. */
    private int keptEmpty;

    /** The shelf of a size class. */
    Shelf(int sizeClass, int unitShift) {
        this.sizeClass = sizeClass;
        this.unitShift = unitShift;
        slotBytes = SizeClasses.bytes(sizeClass);
        cache = null;
    }

    /** The shelf of an object cache. */
    Shelf(ObjectCache cache, int slotBytes, int unitShift) {
        this.sizeClass = NO_CLASS;
        this.unitShift = unitShift;
        this.slotBytes = slotBytes;
        this.cache = cache;
    }

    // -------------------------------------------------------------------------------------------------------- sizes

    /** Units of a slab of one slot. */
    int leastUnits() {
        return slotBytes + (1 << unitShift) - 1 >>> unitShift;
    }

    /** Units that a new slab should have, from how many slots there are already. */
    int wantedUnits() {
        long grown = Math.min(Math.min(slots >>> GROWTH_SHIFT, Slab.MOST_SLOTS) * slotBytes, MOST_BYTES);
        long bytes = Math.max(grown, Math.min(FIRST_SLOTS * slotBytes, FIRST_BYTES));
        int units = (int) Math.max(bytes >>> unitShift, leastUnits());
        return slots < SNUG_FROM ? units : snug(units);
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

    // -------------------------------------------------------------------------------------------------------- slabs

    /**
     * Puts a stripe's current slab away, and makes {@code fresh} current instead, or the fullest of the shelf where that is null. What
     * is current then: where another thread was first, its slab; where there is none to be had, still {@code seen}.
     */
    Slab exchange(Currents currents, int place, Slab seen, @Nullable Slab fresh) {
        lock.lock();
        try {
            Slab present = currents.get(place);
            if (present != seen) {
                if (fresh != null) {
                    shelve(fresh);
                }
                return present;
            }
            Slab chosen = fresh != null ? fresh : takeFullest();
            if (chosen == null) {
                return seen;
            }
            chosen.setPlace(Place.HELD);
            currents.set(place, chosen);
            putAwayLocked(seen);
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a stripe's current slab away and leaves it with one that has no slots. */
    void putDown(Currents currents, int place, Slab none) {
        lock.lock();
        try {
            Slab present = currents.get(place);
            currents.set(place, none);
            putAwayLocked(present);
        } finally {
            lock.unlock();
        }
    }

    /** A slab that is no longer current: full, unless a slot came back before that was said. */
    private void putAwayLocked(Slab slab) {
        if (slab.place() == Place.HELD) {
            slab.setPlace(Place.FULL);
            if (slab.freeSlots() > 0 && slab.movePlace(Place.FULL, Place.SHELVED)) {
                link(slab);
                if (slab.freeSlots() == slab.slots()) {
                    keep(slab);
                }
            }
        }
    }

    /** As when a stripe has no more use for a slab that was current. */
    void putAway(Slab slab) {
        lock.lock();
        try {
            putAwayLocked(slab);
        } finally {
            lock.unlock();
        }
    }

    /** A slab that nobody has taken a slot of goes on the shelf. */
    private void shelve(Slab fresh) {
        fresh.setPlace(Place.SHELVED);
        link(fresh);
        keep(fresh);
    }

    /**
     * A slab that was full got a slot back, or one on the shelf its last: it goes on the shelf, and off again where it is empty and none of the few
     * that are kept. Answers whether the caller owns its block now.
     */
    boolean shelveOrRetire(Slab slab) {
        lock.lock();
        try {
            if (slab.movePlace(Place.FULL, Place.SHELVED)) {
                link(slab);
            }
            if (slab.place() != Place.SHELVED || slab.kept || slab.freeSlots() < slab.slots()) {
                return false;
            }
            if (keptEmpty < KEPT_EMPTY) {
                keep(slab);
                return false;
            }
            return retireShelved(slab);
        } finally {
            lock.unlock();
        }
    }

    private void keep(Slab slab) {
        slab.kept = true;
        keptEmpty++;
    }

    /** Takes one of the empty slabs that are kept off the shelf and answers it: the caller owns its block now. Null for none. */
    @Nullable
    Slab retireKept() {
        lock.lock();
        try {
            for (Slab each = first; each != null && keptEmpty > 0; each = each.next) {
                if (each.kept && retireShelved(each)) {
                    return each;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #retireKept}, any empty slab: one that was emptied while it was looked at may be kept by nobody. */
    @Nullable
    Slab retireAny() {
        lock.lock();
        try {
            for (Slab each = first; each != null; each = each.next) {
                if (each.freeSlots() == each.slots() && retireShelved(each)) {
                    return each;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a slab out of use, empty or not: answers whether the caller owns its block now, and nobody had retired it before. */
    boolean seize(Slab slab) {
        lock.lock();
        try {
            if (slab.place() == Place.RETIRED) {
                return false;
            }
            if (slab.place() == Place.SHELVED) {
                unlink(slab);
            }
            slab.setPlace(Place.RETIRED);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean retireShelved(Slab slab) {
        if (slab.place() != Place.SHELVED || !slab.claimWhole()) {
            return false;
        }
        unlink(slab);
        slab.setPlace(Place.RETIRED);
        slots -= slab.slots();
        return true;
    }

    /** A slot of any slab on the shelf, for a class that has none: its address, or 0. */
    long lend() {
        lock.lock();
        try {
            long address = 0;
            for (Slab each = first; each != null && address == 0; each = each.next) {
                address = each.take();
            }
            return address;
        } finally {
            lock.unlock();
        }
    }

    /** A slab without a block: one that was retired, or a new one. */
    Slab blank() {
        lock.lock();
        try {
            Slab found = blanks;
            if (found == null) {
                return new Slab(this);
            }
            blanks = found.next;
            found.next = null;
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a retired slab, whose block has been given back, for the next block. */
    void keepBlank(Slab slab) {
        lock.lock();
        try {
            slab.next = blanks;
            blanks = slab;
        } finally {
            lock.unlock();
        }
    }

    /** Counts the slots of a new slab. */
    void count(Slab slab) {
        lock.lock();
        try {
            slots += slab.slots();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The fullest slab that has a quarter of its slots free, or else the emptiest: one with hardly any would be back here at once, and is what others
     * are giving slots back to.
     */
    private @Nullable Slab takeFullest() {
        Slab chosen = null;
        int best = Integer.MIN_VALUE;
        int compared = 0;
        for (Slab each = first; each != null && compared < COMPARED; each = each.next) {
            int free = each.freeSlots();
            int rank = free << ENOUGH_SHIFT >= each.slots() ? Integer.MAX_VALUE - free : free;
            if (free > 0 && rank > best) {
                chosen = each;
                best = rank;
            }
            compared++;
        }
        if (chosen != null) {
            unlink(chosen);
        }
        return chosen;
    }

    private void link(Slab slab) {
        slab.previous = null;
        slab.next = first;
        if (first != null) {
            first.previous = slab;
        }
        first = slab;
    }

    private void unlink(Slab slab) {
        if (slab.kept) {
            slab.kept = false;
            keptEmpty--;
        }
        if (slab.previous == null) {
            first = slab.next;
        } else {
            slab.previous.next = slab.next;
        }
        if (slab.next != null) {
            slab.next.previous = slab.previous;
        }
        slab.next = null;
        slab.previous = null;
    }
}
