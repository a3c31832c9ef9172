package dev.cleave.gpu;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.FreeRunVisitor;

/**
 * What is free inside one block: units, counted from its beginning; no bytes. Any thread may call
 * anything at any time.
 */
interface BlockSpace {
    /** The answer to a request that cannot be served. */
    long NONE = BuddySpace.NO_BLOCK;

    /** All units, free or not. */
    long units();

    /**
     * Takes so many adjacent units.
     *
     * @param count 1 or more
     * @param alignment the first is to be a multiple of 2<sup>alignment</sup>
     * @param thorough whether a refusal must be true: else what others have in hand, or what lies
     *     in a magazine, may be overlooked
     * @return the first of them, or {@link #NONE}
     */
    long allocate(long count, int alignment, boolean thorough);

    /**
     * The same from the upper end, where the layout has two ends.
     *
     * @throws UnsupportedOperationException where it has one
     */
    default long allocateUpper(long count, int alignment) {
        throw new UnsupportedOperationException("only a double stack has an upper end: ask for the layout");
    }

    /**
     * How many units somebody holds who asked for so many and got those from an offset on: more only
     * where the layout rounds.
     */
    default long held(long offset, long count) {
        return count;
    }

    /**
     * Gives back what was taken, by its first unit.
     *
     * @return whether it is known that nothing is taken any more: a reason to look
     */
    boolean free(long offset);

    /** Takes all units at once if none is in use, so that nobody can take one any more. */
    boolean takeAll();

    /** Free units, those that the layout cannot hand out yet not counted. */
    long freeUnits();

    /** Visits each run of free units that one request could have, the lowest first. */
    void forEachFreeRun(FreeRunVisitor visitor);

    /** The longest run of free units. */
    default long largestFree() {
        long[] largest = {0};
        forEachFreeRun((start, length) -> largest[0] = Math.max(largest[0], length));
        return largest[0];
    }
}
