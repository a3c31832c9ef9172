package dev.cleave.guard;

/**
 * The pageblocks of a pool, as numbers: pageblock {@code p} has the units from {@code p << shift}
 * on. The units behind the last whole one are in none, and no tenant's.
 *
 * @param units those of the pool
 * @param shift a pageblock has this power of two of them
 */
record PageblockGrid(long units, int shift) {
    /** Whole pageblocks. */
    int count() {
        return Math.toIntExact(units >>> shift);
    }

    /** Units of a pageblock. */
    long size() {
        return 1L << shift;
    }

    int of(long unit) {
        return (int) (unit >>> shift);
    }

    long first(int pageblock) {
        return (long) pageblock << shift;
    }

    long end(int pageblock) {
        return first(pageblock + 1);
    }

    /** How many pageblocks so many units fill at least. */
    long least(long count) {
        return count + size() - 1 >>> shift;
    }

    /** The units before the end of a pageblock that lie from one unit on, at most up to an end. */
    long within(int pageblock, long from, long end) {
        return Math.min(end, end(pageblock)) - from;
    }
}
