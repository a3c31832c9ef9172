package dev.cleave.guard;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * In which pageblocks a tenant's blocks lie, and how many units of each they have; how many
 * pageblocks that may be at most. Exact: a pageblock is counted before a unit of it is entered, and
 * counted out after the last one left.
 *
 * <pre>
 *   word of a pageblock   [ stray: 1 bit | kept: 1 bit | units: 30 bits ]     0: the tenant is not here
 * </pre>
 *
 * <p>One pageblock is <em>kept</em> when the last unit left it: it counts on, so that whoever frees
 * a block and takes the next finds the same one, until it is wanted for another, or another tenant
 * takes it whole.
 *
 * <p>A <em>stray</em> pageblock is one in which others' blocks may lie too: the tenant came into it
 * with less than the whole. Of these there is a limit of their own.
 *
 * <p>Where there may be room is a guess, by which a search chooses where to look first: a bit a
 * pageblock, and the fewest units that were looked for in vain.
 */
final class OwnPageblocks {
    /** No pageblock. */
    static final int NONE = -1;

    private static final int STRAY = Integer.MIN_VALUE;
    private static final int KEPT = 1 << 30;
    private static final int UNITS = KEPT - 1;
    private static final int BITS_SHIFT = 6;

    private final PageblockGrid grid;
    private final AtomicReferenceArray<@Nullable OwnPageblocks> takers;
    private final AtomicIntegerArray words;
    private final AtomicIntegerArray vain;
    private final AtomicLongArray room;
    private final Bounded held;
    private final Bounded strays;

    /** The one that is kept, or was. */
    private final AtomicInteger kept = new AtomicInteger(NONE);

    /** @param takers who took each pageblock whole the last time, if nobody else has come
     *     into it since: of all tenants */
    OwnPageblocks(
            PageblockGrid grid, AtomicReferenceArray<@Nullable OwnPageblocks> takers, long most, long mostStrays) {
        this.grid = grid;
        this.takers = takers;
        words = new AtomicIntegerArray(grid.count());
        vain = new AtomicIntegerArray(grid.count());
        room = new AtomicLongArray((grid.count() >>> BITS_SHIFT) + 1);
        held = new Bounded(most);
        strays = new Bounded(mostStrays);
    }

    /** How many it may have, with that which is kept. */
    Bounded held() {
        return held;
    }

    /** How many of them may be others' too. */
    Bounded strays() {
        return strays;
    }

    /** The tenant's units in a pageblock. */
    int units(int pageblock) {
        return words.get(pageblock) & UNITS;
    }

    /** Whether the tenant is in a pageblock, or keeps it. */
    boolean has(int pageblock) {
        int word = words.get(pageblock);
        return word != 0 && (word != KEPT || isStillKept(pageblock));
    }

    /** A pageblock that is kept is so until another takes it. */
    private boolean isStillKept(int pageblock) {
        OwnPageblocks taker = takers.get(pageblock);
        if (taker == null || taker.equals(this)) {
            return true;
        }
        letGo(pageblock);
        return false;
    }

    /** Whether so many more would be within the limit. */
    boolean mayHaveMore(long pageblocks) {
        return used() + pageblocks <= held.limit();
    }

    /**
     * Whether others may be in a pageblock in which the tenant is. Cost: a read or two a pageblock.
     */
    boolean areShared() {
        for (int pageblock = 0; pageblock < grid.count(); pageblock++) {
            if (words.get(pageblock) != 0 && !equals(takers.get(pageblock))) {
                return true;
            }
        }
        return false;
    }

    /** In how many the tenant has units. */
    long used() {
        int pageblock = kept.get();
        return held.get() - (pageblock != NONE && words.get(pageblock) == KEPT ? 1 : 0);
    }

    // ------------------------------------------------------------------------------------------------- enter and leave

    /**
     * Enters units that were taken: all or none.
     *
     * @param alone whether nobody else is in a pageblock that the tenant is not in yet
     * @return whether the limits allow it
     */
    boolean enter(long offset, long count, boolean alone) {
        long end = offset + count;
        for (long at = offset; at < end;) {
            int pageblock = grid.of(at);
            long here = pageblock < grid.count() ? grid.within(pageblock, at, end) : 0;
            if (here == 0 || !enterOne(pageblock, (int) here, alone || here == grid.size())) {
                leave(offset, at - offset);
                return false;
            }
            at += here;
        }
        return true;
    }

    private boolean enterOne(int pageblock, int count, boolean alone) {
        while (true) {
            int before = words.get(pageblock);
            if (before == KEPT && !alone && !isStillKept(pageblock)) {
                before = words.get(pageblock);
            }
            if (before != 0) {
                if (words.compareAndSet(pageblock, before, (before & ~KEPT) + count)) {
                    took(pageblock, alone);
                    return true;
                }
            } else if (!begin(alone)) {
                return false;
            } else if (words.compareAndSet(pageblock, 0, alone ? count : count | STRAY)) {
                took(pageblock, alone);
                mayHaveRoom(pageblock);
                return true;
            } else {
                end(!alone);
            }
        }
    }

    /**
     * Counts so many pageblocks in before they are looked for; answers whether the limit allows it.
     * Then follows {@link #enterReserved} or {@link #giveUp}. Whoever looks for a whole pageblock
     * has this right first, as what it has in its hands meanwhile nobody else finds.
     */
    boolean reserve(long pageblocks) {
        for (long each = 0; each < pageblocks; each++) {
            if (!begin(true)) {
                giveUp(each);
                return false;
            }
        }
        return true;
    }

    /** None were found for so many that were reserved. */
    void giveUp(long pageblocks) {
        for (long each = 0; each < pageblocks; each++) {
            held.lower();
        }
    }

    /**
     * Enters units at the beginning of whole pageblocks, one for each that was reserved. One that
     * the tenant keeps, or has not counted out yet, was counted before: then the second count goes.
     */
    void enterReserved(long offset, long count) {
        long end = offset + count;
        for (long at = offset; at < end;) {
            int pageblock = grid.of(at);
            long here = grid.within(pageblock, at, end);
            int before;
            do {
                before = words.get(pageblock);
            } while (!words.compareAndSet(pageblock, before, (before & ~KEPT) + (int) here));
            took(pageblock, true);
            mayHaveRoom(pageblock);
            if (before != 0) {
                held.lower();
            }
            at += here;
        }
    }

    /** Where the tenant comes into one that another took whole since, neither has it alone. */
    private void took(int pageblock, boolean alone) {
        if (alone) {
            takers.set(pageblock, this);
        } else if (takers.get(pageblock) != null && !equals(takers.get(pageblock))) {
            takers.set(pageblock, null);
        }
    }

    private boolean begin(boolean alone) {
        if (!alone && !strays.raise()) {
            return false;
        }
        if (held.raise() || letGo() && held.raise()) {
            return true;
        }
        if (!alone) {
            strays.lower();
        }
        return false;
    }

    private void end(boolean stray) {
        held.lower();
        if (stray) {
            strays.lower();
        }
    }

    /** Takes out units that are free already; answers whether the tenant left a pageblock. */
    boolean leave(long offset, long count) {
        boolean left = false;
        long end = offset + count;
        for (long at = offset; at < end;) {
            int pageblock = grid.of(at);
            int here = (int) grid.within(pageblock, at, end);
            left |= leaveOne(pageblock, here);
            at += here;
        }
        return left;
    }

    private boolean leaveOne(int pageblock, int count) {
        int before;
        int after;
        do {
            before = words.get(pageblock);
            after = before - count;
            if ((before & UNITS) == count) {
                after = before == count && chooseKept(pageblock) ? KEPT : 0;
            }
        } while (!words.compareAndSet(pageblock, before, after));
        if (after == KEPT && kept.get() != pageblock) {
            letGo(pageblock);
        } else if (after == 0) {
            end(before < 0);
        }
        if (vain.get(pageblock) != 0) {
            vain.set(pageblock, 0);
            mayHaveRoom(pageblock);
        }
        return after == 0 || after == KEPT;
    }

    /**
     * Whether this pageblock is to be kept: if no other is. Two threads may choose at once; each
     * looks again behind its write whether what the other wrote is forgotten, and lets that go.
     */
    private boolean chooseKept(int pageblock) {
        int before = kept.get();
        if (before == pageblock) {
            return true;
        }
        if (before != NONE && words.get(before) == KEPT || !kept.compareAndSet(before, pageblock)) {
            return false;
        }
        if (before != NONE) {
            letGo(before);
        }
        return true;
    }

    /** Keeps none any more; answers whether one was. */
    boolean letGo() {
        int pageblock = kept.get();
        return pageblock != NONE && letGo(pageblock);
    }

    private boolean letGo(int pageblock) {
        boolean gone = words.compareAndSet(pageblock, KEPT, 0);
        if (gone) {
            held.lower();
        }
        return gone;
    }

    // ------------------------------------------------------------------------------------------------------- where to

    /**
     * The lowest pageblock from one on that is the tenant's and may have so many adjacent units.
     */
    int next(int from, int count) {
        int pageblock = nextBit(from);
        while (pageblock != NONE) {
            int least = vain.get(pageblock);
            if (has(pageblock) && (least == 0 || count < least)) {
                return pageblock;
            }
            pageblock = nextBit(pageblock + 1);
        }
        return NONE;
    }

    private int nextBit(int from) {
        if (from >= grid.count()) {
            return NONE;
        }
        int index = from >>> BITS_SHIFT;
        long bits = room.get(index) & -1L << from;
        while (bits == 0) {
            if (++index == room.length()) {
                return NONE;
            }
            bits = room.get(index);
        }
        return (index << BITS_SHIFT) + Long.numberOfTrailingZeros(bits);
    }

    /**
     * So many units were looked for in vain. A pageblock without room for one loses its bit, unless
     * something leaves it meanwhile: whoever leaves looks behind its word.
     */
    void lookedInVain(int pageblock, int count) {
        vain.set(pageblock, count);
        if (count == 1) {
            room.getAndAccumulate(pageblock >>> BITS_SHIFT, ~(1L << pageblock), (bits, others) -> bits & others);
            if (vain.get(pageblock) == 0) {
                mayHaveRoom(pageblock);
            }
        }
    }

    /** Others may have left the pageblocks that the tenant is in: looks everywhere again. */
    void forgetVain() {
        for (int pageblock = 0; pageblock < grid.count(); pageblock++) {
            if (words.get(pageblock) != 0 && vain.get(pageblock) != 0) {
                vain.set(pageblock, 0);
                mayHaveRoom(pageblock);
            }
        }
    }

    private void mayHaveRoom(int pageblock) {
        room.getAndAccumulate(pageblock >>> BITS_SHIFT, 1L << pageblock, (bits, more) -> bits | more);
    }
}
