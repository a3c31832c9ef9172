package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one class and stripe that have free slots and are nobody's current one. Its lock is taken once a slab, not once a slot: when a
 * current slab has no slot left, when a full one gets its first slot back, and when one is empty. It guards the stripe's current slab too, and
 * which shelf the slabs of this one belong to: a slab goes to another stripe under the lock of the shelf that it leaves.
 */
final class Shelf {
    /** How many slabs are looked at for the fullest. */
    private static final int COMPARED = 8;

    /** A slab is worth taking when a quarter of its slots is free. */
    private static final int ENOUGH_SHIFT = 2;

    /** Empty slabs that are kept for the next request, until memory grows, decays or is wanted. */
    private static final int KEPT_EMPTY = 8;

    /** The class of its slabs. */
    final SlabClass kind;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Slab first;
    private @Nullable Slab blanks;

    /** How many slabs on the shelf are kept though they were empty: hardly any other is. */
    private int keptEmpty;

    /** Whether there are any of those: other stripes ask without the lock. */
    private volatile boolean keepsAny;

    /** A stripe's shelf. */
    Shelf(SlabClass kind) {
        this.kind = kind;
    }

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
                    putAwayLocked(fresh);
                }
                return present;
            }
            Slab chosen = fresh != null ? fresh : takeFullest();
            if (chosen == null) {
                return seen;
            }
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

    /**
     * A slab that was full got a slot back, or one on the shelf its last: it goes on its shelf, and off again where it is empty and none of the few
     * that are kept. Answers whether the caller owns its block now.
     */
    static boolean shelveOrRetire(Slab slab) {
        Shelf shelf = lockShelfOf(slab);
        try {
            return shelf.shelveOrRetireLocked(slab);
        } finally {
            shelf.lock.unlock();
        }
    }

    /**
     * Takes the lock of the shelf that a slab belongs to, which the caller gives back: the slab may go to another one before the lock is had. Between
     * taking and giving back nothing is called, so that no end of the stack comes between.
     */
    private static Shelf lockShelfOf(Slab slab) {
        Shelf shelf = slab.shelf;
        shelf.lock.lock();
        while (shelf != slab.shelf) {
            shelf.lock.unlock();
            shelf = slab.shelf;
            shelf.lock.lock();
        }
        return shelf;
    }

    private boolean shelveOrRetireLocked(Slab slab) {
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
    }

    /**
     * Gives a slab to another stripe's shelf, and the caller holds it; null for none.
     *
     * @param any whether it may have slots in use, whose frees the two stripes meet at
     */
    @Nullable
    Slab give(Shelf other, boolean any) {
        if (!any && !keepsAny) {
            return null;
        }
        lock.lock();
        try {
            Slab chosen = any ? takeFullest() : takeKept();
            if (chosen != null) {
                chosen.shelf = other;
            }
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    /** How many slabs are on the shelf. */
    int slabs() {
        lock.lock();
        try {
            int slabs = 0;
            for (Slab each = first; each != null; each = each.next) {
                slabs++;
            }
            return slabs;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Slab slab) {
        slab.kept = true;
        keptEmpty++;
        keepsAny = true;
    }

    /**
     * Takes an empty slab off the shelf and answers it: the caller owns its block now. Null for none.
     *
     * @param any whether each is looked at, as one that was emptied while it was looked at may be kept by nobody, or those alone that are kept
     */
    @Nullable
    Slab retire(boolean any) {
        lock.lock();
        try {
            for (Slab each = first; each != null && (any || keptEmpty > 0); each = each.next) {
                boolean empty = any ? each.freeSlots() == each.slots() : each.kept;
                if (empty && retireShelved(each)) {
                    return each;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a slab out of use, empty or not: answers whether the caller owns its block now, and nobody had retired it before. */
    static boolean seize(Slab slab) {
        Shelf shelf = lockShelfOf(slab);
        try {
            return shelf.seizeLocked(slab);
        } finally {
            shelf.lock.unlock();
        }
    }

    private boolean seizeLocked(Slab slab) {
        if (slab.place() == Place.RETIRED) {
            return false;
        }
        if (slab.place() == Place.SHELVED) {
            unlink(slab);
        }
        slab.setPlace(Place.RETIRED);
        return true;
    }

    private boolean retireShelved(Slab slab) {
        if (slab.place() != Place.SHELVED || !slab.claimWhole()) {
            return false;
        }
        unlink(slab);
        slab.setPlace(Place.RETIRED);
        kind.retired(slab.slots());
        return true;
    }

    /** A slot of any slab here: its address, or 0. */
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
            hold(chosen);
        }
        return chosen;
    }

    /** One of the empty slabs that are kept. */
    private @Nullable Slab takeKept() {
        for (Slab each = first; each != null && keptEmpty > 0; each = each.next) {
            if (each.kept) {
                hold(each);
                return each;
            }
        }
        return null;
    }

    /** Takes a slab off the shelf, for whoever holds it from now on. That it is held is said first: nobody retires it, should the stack end between. */
    private void hold(Slab slab) {
        slab.setPlace(Place.HELD);
        unlink(slab);
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
            keepsAny = keptEmpty > 0;
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
