package dev.cleave.memory;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One leased block a stripe of threads that waits for the next short-lived arena, so that opening,
 * using and closing one costs a single compare-and-set and a store. They are drained before any
 * request fails, before any figure is told, and by every purge; so they keep nothing from anybody.
 *
 * <p>A slot is EMPTY, CLAIMED (its lease is with an arena, which alone may write to the slot and to
 * the lease), or the address of its waiting block. A lease knows its stripe: it goes back where it
 * came from, whatever stripe its holder has by then.
 */
final class SpareLeases {
    private static final long EMPTY = 0;
    private static final long CLAIMED = 1;

    /** Slots lie two cache lines apart. */
    private static final int STRIDE_SHIFT = 4;

    /** So many stripes a processor, and so many in all: none costs more than a unit. */
    private static final int STRIPES_PER_PROCESSOR = 4;
    private static final int MOST_STRIPES = 64;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final Stripes stripes;
    private final long[] slots;
    private final Lease[] leases;
    private final LongConsumer giveBack;

    /** Blocks of the same child that wait as well; null where none do. */
    private final @Nullable SpareBlocks blocks;

    /**
     * Those of the pool's children, which are drained with its own. Replaced whole, under the
     * pool's lock.
     */
    private volatile SpareLeases[] children = {};

    /**
     * No spares yet.
     *
     * @param like what the space spreads threads over: spares ask the same chooser
     * @param giveBack takes back a leased block by its address
     * @param blocks what waits beside, and is drained with them; null for nothing
     */
    SpareLeases(Stripes like, LongConsumer giveBack, @Nullable SpareBlocks blocks) {
        int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * STRIPES_PER_PROCESSOR - 1);
        stripes = like.withCount(Math.min(count, MOST_STRIPES));
        slots = new long[at(stripes.count() + 1)];
        leases = new Lease[stripes.count()];
        Arrays.setAll(leases, Lease::new);
        this.giveBack = giveBack;
        this.blocks = blocks;
    }

    /** From now on these of a child are drained with the pool's own; under the pool's lock. */
    void join(SpareLeases child) {
        SpareLeases[] more = Arrays.copyOf(children, children.length + 1);
        more[children.length] = child;
        children = more;
    }

    /** A child is closed, or never was open; under the pool's lock. */
    @SuppressWarnings("ReferenceEquality") // spares equal themselves alone
    void leave(SpareLeases child) {
        children = Arrays.stream(children).filter(each -> each != child).toArray(SpareLeases[]::new);
    }

    /**
     * A stripe's slot. Two cache lines come before the first, as every access reads the array's
     * length, which lies right before its first word.
     */
    private static int at(int stripe) {
        return stripe + 1 << STRIDE_SHIFT;
    }

    /**
     * Claims the lease of the caller's stripe: it holds the block that waited, or none, so that the
     * caller brings one. Null where another has claimed it. It goes back by {@link #giveBack} or
     * {@link #giveBackEmpty}.
     */
    @Nullable
    Lease claim() {
        int stripe = stripes.mine();
        int slot = at(stripe);
        long present = (long) SLOT.getOpaque(slots, slot);
        if (present == CLAIMED || !SLOT.compareAndSet(slots, slot, present, CLAIMED)) {
            return null;
        }
        Lease lease = leases[stripe];
        if (present == EMPTY) {
            lease.drop();
        }
        return lease;
    }

    /** Leaves the slot of a claimed lease empty. */
    void giveBackEmpty(Lease claimed) {
        SLOT.setRelease(slots, at(claimed.stripe), EMPTY);
    }

    /**
     * Lets the block of a claimed lease wait in its slot; false where the lease is not claimed, or
     * not of this pool, and nothing is changed.
     */
    @SuppressWarnings("ReferenceEquality") // a lease equals itself alone
    boolean giveBack(Lease claimed) {
        int stripe = claimed.stripe;
        int slot = at(stripe);
        if (stripe >= leases.length || leases[stripe] != claimed || (long) SLOT.getOpaque(slots, slot) != CLAIMED) {
            return false;
        }
        claimed.becomeUsed();
        SLOT.setRelease(slots, slot, claimed.address());
        return true;
    }

    /** How many units wait, those of children too: an estimate while others run. */
    long waiting() {
        long waiting = blocks == null ? 0 : blocks.waitingUnits();
        for (SpareLeases child : children) {
            waiting += child.waiting();
        }
        for (int slot = at(0); slot < slots.length; slot += 1 << STRIDE_SHIFT) {
            waiting += (long) SLOT.getOpaque(slots, slot) > CLAIMED ? 1 : 0;
        }
        return waiting;
    }

    /**
     * Gives all waiting blocks back, those of children too. Whoever sees a slot claimed also sees
     * that its block is leased.
     */
    void drain() {
        for (SpareLeases child : children) {
            child.drain();
        }
        if (blocks != null) {
            blocks.drain();
        }
        for (int slot = at(0); slot < slots.length; slot += 1 << STRIDE_SHIFT) {
            long present = (long) SLOT.getAcquire(slots, slot);
            if (present > CLAIMED && SLOT.compareAndSet(slots, slot, present, EMPTY)) {
                giveBack.accept(present);
            }
        }
    }

    /** Bytes of metadata. */
    long byteSize() {
        return (long) slots.length * Long.BYTES + (long) leases.length * Long.BYTES * 4
                + (blocks == null ? 0 : blocks.byteSize());
    }
}
