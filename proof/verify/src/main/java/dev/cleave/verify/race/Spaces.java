package dev.cleave.verify.race;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.InvalidBlockException;

/** Spaces in the states that races start from, and what must be so when they are over. */
final class Spaces {
    private static final ThreadLocal<Integer> LANE = ThreadLocal.withInitial(() -> 0);

    private Spaces() {}

    /** A space of one stripe, all free: both threads meet on every line. */
    static BuddySpace shared(long units) {
        return BuddySpace.builder(units).stripes(1).build();
    }

    /** A space of one stripe in which every unit is a block of its own. */
    static BuddySpace full(int units) {
        BuddySpace space = shared(units);
        int got = space.allocateMany(0, new long[units], 0, units);
        if (got != units) {
            throw new IllegalStateException(got + " of " + units + " units could be allocated");
        }
        return space;
    }

    /** A space of two stripes, all free; a thread uses the one that it chose by {@link #useStripe}. */
    static BuddySpace striped(long units) {
        return BuddySpace.builder(units).stripes(2).stripeChooser(LANE::get).build();
    }

    static void useStripe(int stripe) {
        LANE.set(stripe);
    }

    /** Frees, and says whether that was "freed" or "refused". */
    static String free(BuddySpace space, long block) {
        try {
            space.free(block);
            return "freed";
        } catch (InvalidBlockException refusal) {
            return refusal.reason() == InvalidBlockException.Reason.FREED_TWICE ? "refused" : refusal.toString();
        }
    }

    /** Resizes, and says whether the block was "resized", the units behind it "taken", or that was "refused". */
    static String resize(BuddySpace space, long block, long count) {
        try {
            return space.resize(block, count) ? "resized" : "taken";
        } catch (InvalidBlockException refusal) {
            return refusal.reason() == InvalidBlockException.Reason.FREED_TWICE ? "refused" : refusal.toString();
        }
    }

    /** The free units of a space at rest, after it was found in order. */
    static long settled(BuddySpace space) {
        space.verify();
        return space.freeUnits();
    }

    /** Says "whole" of a space that was found in order, with all free and all of it to be had in one block. */
    static String whole(BuddySpace space) {
        long free = settled(space);
        if (free != space.units()) {
            return "lost " + (space.units() - free);
        }
        return space.allocate(space.maxOrder()) == 0 ? "whole" : "scattered";
    }
}
