package dev.cleave.lab.replay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Where each block of a trace lies during a pass: the hand-over from the thread that allocates to the one that frees.
 *
 * <p>Whoever reads an address with {@link #get} also sees every byte that its allocator's thread stamped before.
 */
final class Addresses {
    /** Not allocated yet. */
    static final long PENDING = 0;

    /** Asked for, and not served. */
    static final long FAILED = -1;

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] addresses;

    Addresses(int blocks) {
        addresses = new long[blocks];
    }

    long get(int block) {
        return (long) ELEMENT.getAcquire(addresses, block);
    }

    void publish(int block, long address) {
        ELEMENT.setRelease(addresses, block, address);
    }

    /** Makes every block pending; call while no pass runs. */
    void reset() {
        Arrays.fill(addresses, PENDING);
    }
}
