package dev.cleave.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The slab that each stripe takes slots from, a class at a time. A stripe is one of a few lanes over which threads are spread
 * by their ids, so that nothing is bound to a thread and a million virtual threads hold no memory.
 */
final class Currents {
    private static final VarHandle SLAB = MethodHandles.arrayElementVarHandle(Slab[].class);

    /** References between two stripes: whole cache lines, wherever the array begins. */
    private static final int STRIDE = (SizeClasses.COUNT + 63) & -32;

    private final Slab[] slabs;
    private final int mask;

    /** A power of two of stripes, each with the empty slab for every class. */
    Currents(int stripes, Slab empty) {
        mask = stripes - 1;
        slabs = new Slab[(stripes + 1) * STRIDE];
        Arrays.fill(slabs, empty);
    }

    int stripes() {
        return mask + 1;
    }

    /** The caller's place for a class. */
    int mine(int sizeClass) {
        return at(stripe(), sizeClass);
    }

    /** The caller's stripe. */
    int stripe() {
        return (int) Thread.currentThread().threadId() & mask;
    }

    int at(int stripe, int sizeClass) {
        return (stripe + 1) * STRIDE - SizeClasses.COUNT + sizeClass;
    }

    Slab get(int place) {
        return (Slab) SLAB.getAcquire(slabs, place);
    }

    void set(int place, Slab slab) {
        SLAB.setRelease(slabs, place, slab);
    }
}
