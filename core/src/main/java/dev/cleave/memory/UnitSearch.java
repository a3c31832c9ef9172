package dev.cleave.memory;

/**
 * Free units of a pool, for {@link ChildRules} to choose among. What is found is the caller's.
 * Counts and offsets are in units; an alignment is the power of two of units that the first is a
 * multiple of.
 */
public interface UnitSearch {
    /**
     * So many adjacent units wherever the pool has them: the offset of the first, or
     * {@link dev.cleave.buddy.BuddySpace#NO_BLOCK}.
     */
    long find(long count, int alignment);

    /**
     * The lowest such units within a range, or {@link dev.cleave.buddy.BuddySpace#NO_BLOCK}. Cost:
     * a read for each 64 units.
     */
    long findWithin(long from, long end, long count, int alignment);

    /** Gives found units back, all or those behind the first so many: 0 or more that are kept. */
    void giveBack(long offset, long kept);
}
