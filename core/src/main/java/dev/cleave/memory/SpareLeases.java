package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One leased block a stripe of threads that waits for the next short-lived arena, so that opening, using and closing one
 * costs a single compare-and-set and a store. They are drained before any request fails, before any figure is told, and
 * by every purge; so they keep nothing from anybody.
 *
 * <p>A slot is EMPTY, CLAIMED (its block, if it has one, is with an arena, which alone may write to the slot), or the
 * address of its waiting block.
 */
final class SpareLeases {
    private static final long EMPTY = 0;
    private static final long CLAIMED = 1;

    /** Slots lie two cache lines apart. */
    private static final int STRIDE = 16;

    /** Beside each slot: its block, waiting or with an arena, written by whoever has claimed the slot. */
    private static final int OWNED = 1;

    private static final int LARGEST_STRIPES = 64;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots;
    private final int mask;

    SpareLeases() {
        int stripes = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4 - 1);
        mask = Math.min(stripes, LARGEST_STRIPES) - 1;
        slots = new long[(mask + 1) * STRIDE];
    }

    /** The slot of the current thread. */
    private int mine() {
        return ((int) Thread.currentThread().threadId() & mask) * STRIDE;
    }

    /**
     * Claims the slot of the current thread, which gives it back by {@link #give}: the address of its block; 0 where it has
     * none, so that the thread brings one; -1 where another has claimed it.
     */
    long claim() {
        int slot = mine();
        long present = (long) SLOT.getOpaque(slots, slot);
        return present != CLAIMED && SLOT.compareAndSet(slots, slot, present, CLAIMED) ? present : -1;
    }

    /** Says which block belongs to the slot that the current thread has claimed. */
    void bring(long address) {
        slots[mine() + OWNED] = address;
    }

    /** Leaves the slot that the current thread has claimed empty. */
    void bringNone() {
        SLOT.setRelease(slots, mine(), EMPTY);
    }

    /**
     * Lets a block wait in the slot that the current thread has claimed for it; answers whether it was claimed for this
     * block, without which nothing is changed.
     */
    boolean give(long address) {
        int slot = mine();
        if ((long) SLOT.getOpaque(slots, slot) != CLAIMED || slots[slot + OWNED] != address) {
            return false;
        }
        SLOT.setRelease(slots, slot, address);
        return true;
    }

    /** Whether a block waits for its next arena. */
    boolean isWaiting(long address) {
        for (int slot = 0; slot < slots.length; slot += STRIDE) {
            if ((long) SLOT.getOpaque(slots, slot) == address) {
                return address > CLAIMED;
            }
        }
        return false;
    }

    /** Gives all waiting blocks back to the space. Whoever sees a slot claimed also sees that its block is leased. */
    void drain(Pool pool) {
        for (int slot = 0; slot < slots.length; slot += STRIDE) {
            long present = (long) SLOT.getAcquire(slots, slot);
            if (present > CLAIMED && SLOT.compareAndSet(slots, slot, present, EMPTY)) {
                pool.giveBack(present);
            }
        }
    }
}
