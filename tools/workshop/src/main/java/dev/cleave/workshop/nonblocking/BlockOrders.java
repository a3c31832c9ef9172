package dev.cleave.workshop.nonblocking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which allocated block begins at a unit, and of what order: a byte a unit.
 *
 * <p>It makes a free need the offset alone, and decides who frees: {@link #claim} succeeds once for each
 * {@link #publishRelease}, whoever races for it.
 */
final class BlockOrders {
    /** No allocated block begins there. */
    static final int NONE = -1;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(byte[].class);

    /** Order plus 1, or 0 for none. */
    private final byte[] entries;

    private final boolean shared;

    BlockOrders(int units, boolean shared) {
        entries = new byte[units];
        this.shared = shared;
    }

    /** The order of the block that begins here, or {@link #NONE}. */
    int getAcquire(int unit) {
        return (shared ? (byte) ENTRY.getAcquire(entries, unit) : entries[unit]) - 1;
    }

    /** Says that a block begins here; whoever claims it sees all that was done to allocate it. */
    void publishRelease(int unit, int order) {
        byte entry = (byte) (order + 1);
        if (shared) {
            ENTRY.setRelease(entries, unit, entry);
        } else {
            entries[unit] = entry;
        }
    }

    /** Takes the block out, by compare-and-set: only one of those who try gets it; the others are told false. */
    boolean claim(int unit, int order) {
        byte seen = (byte) (order + 1);
        if (shared) {
            return ENTRY.compareAndSet(entries, unit, seen, (byte) 0);
        }
        boolean mine = entries[unit] == seen;
        if (mine) {
            entries[unit] = 0;
        }
        return mine;
    }

    /** Bytes of the array. */
    long bytes() {
        return entries.length;
    }
}
