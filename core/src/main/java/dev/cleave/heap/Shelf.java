package dev.cleave.heap;

import dev.cleave.heap.Slab.Place;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one class and stripe that have free slots and are nobody's current one. Its lock,
 * which is its monitor, is taken once a slab, not once a slot: when a current slab has no slot
 * left, when a full one gets its first slot back, and when one is empty. It guards the stripe's
 * current slab too, and which shelf the slabs of this one belong to: a slab goes to another stripe
 * under the lock of the shelf that it leaves.
 *
 * <p>The stack may end anywhere. So a slab goes to its new place before it leaves the old one: in
 * both it is found, and the next exchange or trim puts that right; in neither it would be lost. And
 * a monitor is left whatever happens. A lock of {@code java.util.concurrent} is taken and left by
 * calls: at the end of the stack the first can throw though the lock is taken, and the second
 * before it is left.
 */
final class Shelf {
    /** How many slabs are looked at for one that is worth taking. */
    private static final int COMPARED = 8;

    /** A slab is worth taking when a quarter of its slots is free, and so many at least. */
    private static final int ENOUGH_SHIFT = 2;

    private static final int ENOUGH_SLOTS = 4;

    /** Empty slabs that are kept for the next request, until memory grows, decays or is wanted. */
    private static final int KEPT_EMPTY = 8;

    /**
     * As many where slots have {@link #LARGE} bytes: a slab of few slots serves few requests, and
     * is opened for few.
     */
    private static final int KEPT_EMPTY_LARGE = 32;

    private static final int LARGE = 2 << 10;

    /**
     * When memory grows, what stays empty is at most this part of the other slots that the class
     * has.
     */
    private static final int SPARED_SHIFT = 1;

    /** The class of its slabs. */
    final SlabClass kind;

    private @Nullable Slab first;
    private @Nullable Slab blanks;

    /** How many slabs on the shelf are kept though they were empty: hardly any other is. */
    private int keptEmpty;

    /**
     * Empty slabs that were put to use since memory last grew; one that had to be opened counts as
     * long as it would not have been, had none been given back then.
     */
    private int reused;

    /** Slabs that were given back when memory last grew, and were not opened again since. */
    private int missing;

    /** Whether there are any that are kept: other stripes ask without the lock. */
    private volatile boolean keepsAny;

    /** A stripe's shelf. */
    Shelf(SlabClass kind) {
        this.kind = kind;
    }

    /**
     * Puts a stripe's current slab away, and makes {@code fresh} current instead, or one of the
     * shelf where that is null. What is current then: where another thread was first, its slab;
     * where there is none to be had, still {@code seen}.
     */
    synchronized Slab exchange(Currents currents, int place, Slab seen, @Nullable Slab fresh) {
        if (fresh != null) {
            putAwayLocked(fresh);
        }
        Slab present = currents.get(place);
        if (present != seen) {
            return present;
        }
        Slab chosen = fresh != null ? fresh : worthTaking();
        if (chosen == null) {
            return seen;
        }
        putAwayLocked(seen);
        currents.set(place, chosen);
        hold(chosen);
        return chosen;
    }

    /** Puts a stripe's current slab away and leaves it with one that has no slots. */
    synchronized void putDown(Currents currents, int place, Slab none) {
        putAwayLocked(currents.get(place));
        currents.set(place, none);
    }

    /**
     * A slab that is no longer current: full, unless a slot came back before that was said. One
     * that was put away before, and is another shelf's, stays there.
     */
    private void putAwayLocked(Slab slab) {
        if (slab.place() == Place.HELD && slab.shelf == this) {
            slab.setPlaceVolatile(Place.FULL);
            if (slab.freeSlots() > 0) {
                link(slab);
                if (slab.freeSlots() == slab.slots()) {
                    keep(slab);
                }
            }
        }
    }

    /** As when a stripe has no more use for a slab that was current. */
    synchronized void putAway(Slab slab) {
        putAwayLocked(slab);
    }

    /**
     * A slab that was full got a slot back, or one on the shelf its last: it goes on its shelf, and
     * off again where it is empty and none of the few that are kept. Answers whether the caller
     * owns its block now.
     */
    static boolean shelveOrRetire(Slab slab) {
        while (true) {
            Shelf shelf = slab.shelf;
            synchronized (shelf) {
                if (shelf == slab.shelf) {
                    return shelf.shelveOrRetireLocked(slab);
                }
            }
        }
    }

    private boolean shelveOrRetireLocked(Slab slab) {
        if (slab.place() == Place.FULL) {
            link(slab);
        }
        if (slab.place() != Place.SHELVED || slab.kept || slab.freeSlots() < slab.slots()) {
            return false;
        }
        if (keptEmpty < (kind.slotBytes < LARGE ? KEPT_EMPTY : KEPT_EMPTY_LARGE)) {
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
        synchronized (this) {
            Slab chosen = any ? worthTaking() : firstKept();
            if (chosen != null) {
                hold(chosen);
                chosen.shelf = other;
            }
            return chosen;
        }
    }

    /** How many slabs are on the shelf. */
    synchronized int slabs() {
        int slabs = 0;
        for (Slab each = first; each != null; each = each.next) {
            slabs++;
        }
        return slabs;
    }

    private void keep(Slab slab) {
        slab.kept = true;
        keptEmpty++;
        keepsAny = true;
    }

    /**
     * Takes an empty slab off the shelf and answers it: the caller owns its block now. Null for
     * none.
     *
     * @param any whether each is looked at, as one that was emptied while it was looked at may be
     *     kept by nobody, or those alone that are kept
     */
    @Nullable
    synchronized Slab retire(boolean any) {
        for (Slab each = first; each != null && (any || keptEmpty > 0); each = each.next) {
            boolean empty = any ? each.freeSlots() == each.slots() : each.kept;
            if (empty && retireShelved(each)) {
                return each;
            }
        }
        return null;
    }

    /**
     * Memory grows: how many of the kept slabs are not about to be used, as fewer were since it
     * last grew, or as they are too much for the class. They are the caller's to retire.
     */
    synchronized int unwanted() {
        long most = kind.slots() - keptSlots() >> SPARED_SHIFT;
        int spared = 0;
        for (Slab each = first; each != null && spared < reused; each = each.next) {
            if (each.kept && each.slots() <= most) {
                most -= each.slots();
                spared++;
            }
        }
        reused = 0;
        missing = keptEmpty - spared;
        return missing;
    }

    private long keptSlots() {
        long slots = 0;
        for (Slab each = first; each != null; each = each.next) {
            slots += each.kept ? each.slots() : 0;
        }
        return slots;
    }

    /**
     * Takes a slab out of use, empty or not: answers whether the caller owns its block now, and
     * nobody had retired it before.
     */
    static boolean seize(Slab slab) {
        while (true) {
            Shelf shelf = slab.shelf;
            synchronized (shelf) {
                if (shelf == slab.shelf) {
                    return shelf.seizeLocked(slab);
                }
            }
        }
    }

    private boolean seizeLocked(Slab slab) {
        if (slab.place() == Place.RETIRED) {
            return false;
        }
        if (slab.place() == Place.SHELVED) {
            unlink(slab);
        }
        slab.setPlaceRelease(Place.RETIRED);
        return true;
    }

    private boolean retireShelved(Slab slab) {
        if (slab.place() != Place.SHELVED || !slab.claimWhole()) {
            return false;
        }
        unlink(slab);
        retireClaimed(slab);
        return true;
    }

    private void retireClaimed(Slab slab) {
        slab.setPlaceRelease(Place.RETIRED);
        kind.retired(slab.slots());
    }

    /**
     * From now on nobody takes slots of a slab, but a thread that looks at it already: answers
     * whether the caller has closed it, which must open it again or retire it. Never where it is
     * held, closed or retired.
     */
    static boolean close(Slab slab) {
        while (true) {
            Shelf shelf = slab.shelf;
            synchronized (shelf) {
                if (shelf == slab.shelf) {
                    return shelf.closeLocked(slab);
                }
            }
        }
    }

    private boolean closeLocked(Slab slab) {
        if (slab.place() == Place.SHELVED) {
            slab.setPlaceRelease(Place.CLOSED);
            unlink(slab);
            return true;
        }
        if (slab.place() == Place.FULL) {
            slab.setPlaceRelease(Place.CLOSED);
            return true;
        }
        return false;
    }

    /**
     * Ends what {@link #close} began: answers whether the slab is empty, and the caller owns its
     * block now.
     */
    static boolean retireOrReopen(Slab slab) {
        Shelf shelf = slab.shelf;
        synchronized (shelf) {
            return shelf.retireOrReopenLocked(slab);
        }
    }

    /** Where it is reopened: as one that is put away. */
    private boolean retireOrReopenLocked(Slab slab) {
        if (slab.place() != Place.CLOSED) {
            return false;
        }
        if (slab.claimWhole()) {
            retireClaimed(slab);
            return true;
        }
        slab.setPlaceVolatile(Place.FULL);
        if (slab.freeSlots() > 0) {
            link(slab);
        }
        return false;
    }

    /** A slot of any slab here: its address, or 0. */
    synchronized long lend() {
        long address = 0;
        for (Slab each = first; each != null && address == 0; each = each.next) {
            address = each.take();
        }
        return address;
    }

    /** A slab without a block, which is about to have one: one that was retired, or a new one. */
    synchronized Slab blank() {
        if (missing > 0) {
            missing--;
            reused++;
        }
        Slab found = blanks;
        if (found == null) {
            return new Slab(this);
        }
        blanks = found.next;
        found.next = null;
        return found;
    }

    /** Keeps a retired slab, whose block has been given back, for the next block. */
    synchronized void keepBlank(Slab slab) {
        slab.next = blanks;
        blanks = slab;
    }

    /**
     * The first slab that is worth taking, or else the emptiest of a few: one with hardly any free
     * slots would be back here at once, and is what others are giving slots back to.
     */
    private @Nullable Slab worthTaking() {
        Slab emptiest = null;
        int most = 0;
        int compared = 0;
        for (Slab each = first; each != null && compared < COMPARED; each = each.next) {
            int free = each.freeSlots();
            if (free >= ENOUGH_SLOTS && free << ENOUGH_SHIFT >= each.slots()) {
                return each;
            }
            if (free > most) {
                emptiest = each;
                most = free;
            }
            compared++;
        }
        return emptiest;
    }

    /** One of the empty slabs that are kept. */
    private @Nullable Slab firstKept() {
        for (Slab each = first; each != null && keptEmpty > 0; each = each.next) {
            if (each.kept) {
                return each;
            }
        }
        return null;
    }

    /** Takes a slab off the shelf, for whoever holds it from now on. */
    private void hold(Slab slab) {
        if (slab.kept) {
            reused++;
        }
        slab.setPlaceRelease(Place.HELD);
        unlink(slab);
    }

    private void link(Slab slab) {
        slab.setPlaceRelease(Place.SHELVED);
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
        if (slab.previous != null) {
            slab.previous.next = slab.next;
        } else if (first == slab) {
            first = slab.next;
        }
        if (slab.next != null) {
            slab.next.previous = slab.previous;
        }
        slab.next = null;
        slab.previous = null;
    }
}
