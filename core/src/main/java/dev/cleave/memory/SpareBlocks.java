package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A child's freed blocks of a few units, which wait for its next requests of as many: a few a
 * stripe of threads. They stay allocated in the space and in no book, charged to the child, and
 * where its rules have entered them; so whoever frees a block and takes the next pays for none of
 * that. Kept and taken by one compare-and-set each, in slots that nobody holds, so that nobody ever
 * waits. They are drained whenever {@link SpareLeases} are, and keep nothing from anybody.
 *
 * <pre>
 *   stripe   [ 1 unit: 7 slots | 2 units: 4 | 3 units: 2 | 4 units: 2 | unused: 1 ]   two cache lines
 *   slot     0: empty | offset of a waiting block, plus 1
 * </pre>
 *
 * <p>A child that is abandoned keeps none: whoever keeps a block looks behind that whether the
 * child is closed, and whoever closes it drains behind that; so one of the two gives it back.
 */
final class SpareBlocks {
    private static final long EMPTY = 0;
    private static final int NO_SLOT = -1;

    /** Slots of a block of so many units: from the one, to before the next. */
    private static final int[] FIRST = {0, 0, 7, 11, 13, 15};
    private static final int MOST_UNITS = FIRST.length - 2;

    private static final int STRIDE_SHIFT = 4;

    /** So many stripes a processor, and so many in all. */
    private static final int STRIPES_PER_PROCESSOR = 4;
    private static final int MOST_STRIPES = 64;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final BuddySpace space;
    private final Footprint footprint;
    private final ChildAccount account;
    private final @Nullable ChildRules rules;
    private final Stripes stripes;
    private final long[] slots;

    /** No spares yet. */
    SpareBlocks(BuddySpace space, Footprint footprint, ChildAccount account) {
        this.space = space;
        this.footprint = footprint;
        this.account = account;
        rules = account.rules();
        int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * STRIPES_PER_PROCESSOR - 1);
        stripes = space.stripes().withCount(Math.min(count, MOST_STRIPES));
        slots = new long[at(stripes.count() + 1)];
    }

    /** A stripe's first slot. Two cache lines come before the first, as of {@link SpareLeases}. */
    private static int at(int stripe) {
        return stripe + 1 << STRIDE_SHIFT;
    }

    /**
     * Takes a block that the caller has claimed and struck from the books, to let it wait; false
     * where it has too many units, or as many wait as may: it is the caller's as before. Makes no
     * Java object.
     */
    boolean keep(long offset, long count) {
        int slot = count > MOST_UNITS ? NO_SLOT : emptySlot((int) count);
        if (slot == NO_SLOT) {
            return false;
        }
        space.unclaim(offset, count);
        while (slot != NO_SLOT && !SLOT.compareAndSet(slots, slot, EMPTY, offset + 1)) {
            slot = emptySlot((int) count);
        }
        if (slot == NO_SLOT) {
            giveBack(offset, count);
        } else if (account.isClosed()) {
            drain();
        }
        if (rules != null) {
            rules.ended();
        }
        return true;
    }

    /** A slot for so many units that is empty at this moment. */
    private int emptySlot(int count) {
        int mine = at(stripes.mine());
        int end = mine + FIRST[count + 1];
        for (int slot = mine + FIRST[count]; slot < end; slot++) {
            if ((long) SLOT.getOpaque(slots, slot) == EMPTY) {
                return slot;
            }
        }
        return NO_SLOT;
    }

    /**
     * A block that waited, as the space would hand it out, admitted and charged; or {@link
     * BuddySpace#NO_BLOCK}.
     */
    long take(long count) {
        if (count > MOST_UNITS) {
            return BuddySpace.NO_BLOCK;
        }
        int mine = at(stripes.mine());
        int first = mine + FIRST[(int) count];
        for (int slot = mine + FIRST[(int) count + 1] - 1; slot >= first; slot--) {
            long present = (long) SLOT.getOpaque(slots, slot);
            if (present != EMPTY && SLOT.compareAndSet(slots, slot, present, EMPTY)) {
                return admitted(present - 1, count);
            }
        }
        return BuddySpace.NO_BLOCK;
    }

    private long admitted(long offset, long count) {
        if (rules == null || rules.admits(count)) {
            return offset;
        }
        giveBack(offset, count);
        return BuddySpace.NO_BLOCK;
    }

    private void giveBack(long offset, long count) {
        space.free(offset);
        if (rules != null) {
            rules.leave(offset, count);
        }
        account.credit(count);
        footprint.freed(count);
    }

    /** How many units wait: an estimate while others run. */
    long waitingUnits() {
        long waiting = 0;
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            for (int count = 1; count <= MOST_UNITS; count++) {
                for (int slot = FIRST[count]; slot < FIRST[count + 1]; slot++) {
                    waiting += (long) SLOT.getOpaque(slots, at(stripe) + slot) == EMPTY ? 0 : count;
                }
            }
        }
        return waiting;
    }

    /** Gives all waiting blocks back. */
    void drain() {
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            for (int count = 1; count <= MOST_UNITS; count++) {
                for (int slot = FIRST[count]; slot < FIRST[count + 1]; slot++) {
                    drain(at(stripe) + slot, count);
                }
            }
        }
    }

    private void drain(int slot, int count) {
        long present = (long) SLOT.getVolatile(slots, slot);
        if (present != EMPTY && SLOT.compareAndSet(slots, slot, present, EMPTY)) {
            giveBack(present - 1, count);
        }
    }

    /** Bytes of metadata. */
    long byteSize() {
        return (long) slots.length * Long.BYTES;
    }
}
