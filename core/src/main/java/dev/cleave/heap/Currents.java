package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The slab that each stripe takes slots from, a class at a time. A stripe is one of a few lanes
 * over which threads are spread, so that nothing is bound to a thread and a million virtual threads
 * hold no memory. Whoever needs its stripe twice asks once: what chooses it may answer another from
 * one call to the next.
 */
final class Currents {
    private static final VarHandle SLAB = MethodHandles.arrayElementVarHandle(Slab[].class);

    /** References of four bytes in two cache lines. */
    private static final int PAIR_OF_LINES = 32;

    /**
     * References between two stripes: whole pairs of lines, and one of them between, wherever the
     * array begins.
     */
    private static final int STRIDE = (SizeClasses.COUNT + 2 * PAIR_OF_LINES - 1) & -PAIR_OF_LINES;

    private final Stripes stripes;
    private final Slab[] slabs;

    /** Each stripe with the empty slab for every class. */
    Currents(Stripes stripes, Slab empty) {
        this.stripes = stripes;
        slabs = new Slab[(stripes.count() + 1) * STRIDE];
        Arrays.fill(slabs, empty);
    }

    /** How many stripes there are. */
    int stripes() {
        return stripes.count();
    }

    /** The caller's place for a class. */
    int mine(int sizeClass) {
        return at(stripe(), sizeClass);
    }

    /** The caller's stripe now. */
    int stripe() {
        return stripes.mine();
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
