package dev.cleave.buddy;

/**
 * Extents of a sixteenth of a home and more. Each goes into the smallest free run that holds it,
 * whichever homes that reaches over, and to the high end of it: small blocks are taken from the low
 * end of what is free, so that the two do not cut up each other's room.
 *
 * <pre>
 *   home        0           1           2           3           4
 *             | s s s s . . . . . . . . . . . . . . . . . L L L L L L L L L L L L L |
 *                       └ small blocks go on here          └ and large extents before here
 * </pre>
 *
 * <p>A search reads the free words of a <em>window</em>: a gigabyte of 4 KiB units, or 32 times what
 * is asked for where that is more. So it costs two reads for each of 64 homes, or for each 128 units
 * asked for, and as many again for the ends of each run that may do, of which a home has sixteen at
 * most. Homes of other stripes are left alone where the others have room.
 *
 * <p>What is seen is not had: the run is claimed as any given range is, and the search goes on
 * elsewhere where another thread was faster.
 */
final class LargeExtents {
    /** So many units are large. */
    static final long LEAST = Homes.UNITS / 16;

    /** A window in terms of what is asked for. */
    private static final int LENGTHS_A_WINDOW = 32;

    /** Windows that one request looks at. */
    private static final int MOST_WINDOWS = 8;

    /** Looks at one window, each but the first because another thread was faster. */
    private static final int TRIES = 8;

    /** The level whose slots are the groups of homes that a window is made of. */
    private static final int GROUP_LEVEL = Homes.LEVEL + 1;

    private static final long GROUP_UNITS = 1L << Geometry.slotShift(GROUP_LEVEL);

    /** What the words at both ends of a run may add to it. */
    private static final int MOST_AT_ENDS = 2 * (Runs.WORD - 1);

    /** Longer than any run: see {@link #bestRun}. */
    private static final long NO_RUN = Long.MAX_VALUE;

    /** Behind the place in a window of a run stands its length: a window has 64 groups at most. */
    private static final int LENGTH_SHIFT = Geometry.slotShift(GROUP_LEVEL) + Runs.WORD_ORDER;

    private static final long OFFSET_IN_WINDOW = (1L << LENGTH_SHIFT) - 1;

    private final Geometry geometry;
    private final Metadata metadata;
    private final FreeUnits units;
    private final Hints hints;
    private final Homes homes;
    private final Ranges ranges;
    private final Lanes lanes;

    LargeExtents(
            Geometry geometry, Metadata metadata, FreeUnits units, Hints hints, Homes homes, Ranges ranges,
            Lanes lanes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.units = units;
        this.hints = hints;
        this.homes = homes;
        this.ranges = ranges;
        this.lanes = lanes;
    }

    /** Whether extents of this length are placed here. A space of a few words has none. */
    boolean place(long length) {
        return length >= LEAST && geometry.top >= Homes.LEVEL - 1;
    }

    /**
     * So many units, {@link #LEAST} or more, from a multiple of 2<sup>alignment</sup> on; or
     * {@link Offsets#NONE} where hints lead to none.
     */
    long take(long length, int alignment, int stripe) {
        if (!hints.mayHave(length)) {
            return Offsets.NONE;
        }
        int first = geometry.top < GROUP_LEVEL
                ? 0
                : Geometry.below(Geometry.above(Geometry.above(lanes.currentHome(stripe))), 0);
        int groups = groupsAWindow(length);
        long some = candidates(first, length);
        for (int windows = MOST_WINDOWS; some != 0 && windows > 0; windows--) {
            int window = Long.numberOfTrailingZeros(some) & -groups;
            long found = takeInWindow(first + window, groups, length, alignment, stripe);
            if (found != Offsets.NONE) {
                return found;
            }
            some &= ~Runs.mask(window, groups);
        }
        return Offsets.NONE;
    }

    /** The groups of homes that a window has: a power of two, 64 at most. */
    private static int groupsAWindow(long length) {
        long groups = LENGTHS_A_WINDOW * length + GROUP_UNITS - 1 >>> Geometry.slotShift(GROUP_LEVEL);
        return 1 << Math.min(Runs.WORD_ORDER, Runs.orderAround(groups));
    }

    /**
     * Of the 64 groups from one on, those that may have a free block which any such run would hold.
     */
    private long candidates(int first, long length) {
        if (geometry.top < GROUP_LEVEL) {
            return 1;
        }
        int above = Geometry.above(first);
        long some = hints.freeSlots(GROUP_LEVEL, above);
        for (int order = Runs.orderWithin(length) - 1; order < Geometry.slotShift(GROUP_LEVEL); order++) {
            some |= metadata.get(geometry.plane(GROUP_LEVEL, above, order));
        }
        return some;
    }

    private long takeInWindow(int firstGroup, int groups, long length, int alignment, int stripe) {
        int endGroup = Math.min(firstGroup + groups, geometry.words(Homes.LEVEL));
        for (int tries = TRIES; tries > 0; tries--) {
            long best = bestRun(firstGroup, endGroup, length, alignment, false);
            if (best == NO_RUN && homes.enabled()) {
                best = bestRun(firstGroup, endGroup, length, alignment, true);
            }
            if (best == NO_RUN) {
                return Offsets.NONE;
            }
            long start = placeIn(
                    firstGroup * GROUP_UNITS + (best & OFFSET_IN_WINDOW), best >>> LENGTH_SHIFT, length, alignment);
            if (ranges.take(start, length, stripe)) {
                homes.keepForLarge(Homes.of(start));
                return start;
            }
        }
        return Offsets.NONE;
    }

    /**
     * Where in a run: at its high end; at its low end if it begins where it may there, and would
     * leave a gap at the high one.
     */
    private static long placeIn(long first, long run, long length, int alignment) {
        long high = first + run - length & -1L << alignment;
        boolean gap = high + length < first + run;
        return gap && (first & (1L << alignment) - 1) == 0 ? first : high;
    }

    /**
     * The shortest run of free units that is long enough, the lowest of several: its length and
     * where it begins in the window, as one number; or {@link #NO_RUN}.
     */
    private long bestRun(int firstGroup, int endGroup, long length, int alignment, boolean anywhere) {
        long from = firstGroup * GROUP_UNITS;
        long best = NO_RUN;
        long begin = from;
        long at = from;
        for (int group = firstGroup; group < endGroup; group++) {
            long whole = wholeHomes(group);
            long allowed = anywhere ? -1L : homes.forLarge(group);
            int end = Math.min(Geometry.below(group + 1, 0), geometry.words(Homes.LEVEL - 1));
            for (int home = Geometry.below(group, 0); home < end; home++, at += Homes.UNITS) {
                long taken = ~freeWords(home, whole, allowed);
                while (taken != 0) {
                    int behind = Long.numberOfTrailingZeros(taken);
                    best = Math.min(best,
                            fitting(from, begin, at + ((long) behind << Runs.WORD_ORDER), length, alignment));
                    taken = ~taken & -1L << behind;
                    int next = Long.numberOfTrailingZeros(taken);
                    begin = at + ((long) next << Runs.WORD_ORDER);
                    taken = next == Runs.WORD ? 0 : ~taken & -1L << next;
                }
            }
        }
        return Math.min(best, fitting(from, begin, at, length, alignment));
    }

    /** The homes of a group that are free as a whole. */
    private long wholeHomes(int group) {
        if (geometry.top < Homes.LEVEL) {
            return 0;
        }
        boolean all = geometry.top > Homes.LEVEL
                && (hints.freeSlots(GROUP_LEVEL, Geometry.above(group)) >>> group & 1) != 0;
        return all ? -1L : hints.freeSlots(Homes.LEVEL, group);
    }

    /** The words of a home that are free as a whole; none where the home is out of reach. */
    private long freeWords(int home, long whole, long allowed) {
        if ((allowed >>> home & 1) == 0) {
            return 0;
        }
        return (whole >>> home & 1) != 0 ? -1L : hints.freeSlots(Homes.LEVEL - 1, home);
    }

    /**
     * A run of whole free words with what is free before and behind it, if that is long enough; or
     * {@link #NO_RUN}.
     */
    private long fitting(long from, long begin, long end, long length, int alignment) {
        if (end - begin + MOST_AT_ENDS < length) {
            return NO_RUN;
        }
        long first = begin == from ? begin : units.runStart(begin, begin - Runs.WORD);
        long last =
                end >= geometry.units ? end : end + Long.numberOfTrailingZeros(~units.inWord(Geometry.index(0, end)));
        return (last - length & -1L << alignment) < first ? NO_RUN : last - first << LENGTH_SHIFT | first - from;
    }
}
