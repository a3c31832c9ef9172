package dev.cleave.buddy;

import dev.cleave.buddy.Homes.Reach;

/**
 * Adjacent free units that need not be aligned. An aligned search breaks a whole free block for each number of units; this one first looks for a
 * <em>hole</em> that no such block fits: free slots that are part of no free block of the order around the request.
 *
 * <pre>
 *   request of 5 units, the block around it has 8
 *   word    0 1 1 1 1 1 1 0 | 1 1 1 1 1 1 1 1 | …      a set bit is a free unit
 *             └ taken ┘       whole block of 8: left alone
 * </pre>
 *
 * <p>The first look asks the hints for words that may have such a hole, in the homes of the stripe around the one where it was last, the lowest first, and
 * tries a few of each. The last resort reads every word and finds any hole, across words too.
 */
final class Extents {
    /** Words that one request tries. */
    private static final int TRIES = 8;

    private final Geometry geometry;
    private final Metadata metadata;
    private final FreeUnits units;
    private final Hints hints;
    private final Tree tree;
    private final Homes homes;
    private final Ranges ranges;
    private final Gaps gaps;
    private final Lanes lanes;
    private final LargeExtents large;

    Extents(
            Geometry geometry, Metadata metadata, FreeUnits units, Hints hints, Tree tree, Homes homes, Ranges ranges,
            Gaps gaps, Lanes lanes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.units = units;
        this.hints = hints;
        this.tree = tree;
        this.homes = homes;
        this.ranges = ranges;
        this.gaps = gaps;
        this.lanes = lanes;
        large = new LargeExtents(geometry, metadata, units, hints, homes, ranges, lanes);
    }

    // ------------------------------------------------------------------------------------------------------ first look

    /** So many units, no power of two, out of a hole that the hints lead to; or {@link BuddySpace#NO_BLOCK}. */
    long takeHole(long length, int stripe) {
        lanes.touch(stripe);
        if (geometry.top == 0) {
            return tree.takeHole(0, (int) length);
        }
        if (large.place(length)) {
            return large.take(length, 0, stripe);
        }
        int group = homes.enabled() ? Geometry.above(lanes.currentHome(stripe)) : 0;
        long some = geometry.top < Homes.LEVEL ? 1 : candidates(group, length, stripe);
        long found = length < Runs.WORD
                ? takeUnits(group, some, (int) length, stripe)
                : takeSlots(group, some, length, stripe);
        return found == Offsets.NONE ? Offsets.NONE : gaps.close(found, length, 0, stripe);
    }

    /**
     * So many units, a large number and no power of two, from a multiple of 2<sup>alignment</sup>
     * on; or {@link Offsets#NONE}: where they are few, too.
     */
    long takeLarge(long length, int alignment, int stripe) {
        return large.place(length) && Long.bitCount(length) != 1 ? large.take(length, alignment, stripe) : Offsets.NONE;
    }

    /** The homes, within reach, that may have a free block which such a hole holds. */
    private long candidates(int group, long length, int stripe) {
        int within = Runs.orderWithin(length);
        long some = metadata.get(geometry.plane(Homes.LEVEL, group, within))
                | metadata.get(geometry.plane(Homes.LEVEL, group, leastOrder(within)));
        return some & homes.within(group, stripe, homes.enabled() ? Reach.MINE : Reach.ANY);
    }

    /**
     * The order, of the same level, of which any run holds an aligned one whose length has this
     * order within.
     */
    private static int leastOrder(int within) {
        return within % Runs.WORD_ORDER == 0 ? within : within - 1;
    }

    /**
     * Fewer than 64 units, out of a few of the words that have a free block of at least a quarter
     * as many.
     */
    private long takeUnits(int group, long someHomes, int length, int stripe) {
        int within = Runs.orderWithin(length);
        int tries = TRIES;
        for (long some = someHomes; some != 0 && tries > 0; some &= some - 1) {
            int home = Geometry.below(group, Long.numberOfTrailingZeros(some));
            for (int order = within; order >= leastOrder(within) && tries > 0; order--) {
                long words = metadata.get(geometry.plane(1, home, order));
                if (words == 0) {
                    hints.retractHome(home, order, stripe);
                }
                for (; words != 0 && tries > 0; words &= words - 1) {
                    int index = Geometry.below(home, Long.numberOfTrailingZeros(words));
                    long found = takeInOrAcross(index, length, order, stripe);
                    if (found != Offsets.NONE) {
                        return found;
                    }
                    tries--;
                }
            }
        }
        return Offsets.NONE;
    }

    /**
     * A hole of a word, or one that reaches over its end or its beginning; if there is none, a
     * stale hint that led here goes.
     */
    private long takeInOrAcross(int index, int length, int order, int stripe) {
        long found = tree.takeHole(index, length);
        if (found == Offsets.NONE) {
            found = takeAcross(index, length, stripe);
        }
        if (found == Offsets.NONE) {
            found = takeAcross(index - 1, length, stripe);
        }
        if (found == Offsets.NONE) {
            hints.retractStale(0, index, order, stripe);
        }
        return found;
    }

    /**
     * A hole of the last units of a word and the first of the next one, where that has no whole
     * block of the order around at its beginning.
     */
    private long takeAcross(int index, int length, int stripe) {
        if (index < 0 || index + 1 >= geometry.words(0)) {
            return Offsets.NONE;
        }
        int before = Long.numberOfLeadingZeros(~units.inWord(index));
        int behind = Long.numberOfTrailingZeros(~units.inWord(index + 1));
        if (before == 0 || behind == 0 || before == Runs.WORD || behind >= 1 << Runs.orderAround(length)
                || before + behind < length) {
            return Offsets.NONE;
        }
        long start = Geometry.offset(0, index + 1, 0) - before;
        return ranges.take(start, length, stripe) ? start : Offsets.NONE;
    }

    /** 64 units and more, out of one of the homes. */
    private long takeSlots(int group, long someHomes, long length, int stripe) {
        for (long some = someHomes; some != 0; some &= some - 1) {
            long found = takeSlots(Geometry.below(group, Long.numberOfTrailingZeros(some)), length, stripe);
            if (found != Offsets.NONE) {
                return found;
            }
        }
        return Offsets.NONE;
    }

    /** 64 units and more: whole words of a home, and the beginning of another one behind them. */
    private long takeSlots(int home, long length, int stripe) {
        int whole = (int) (length >>> Runs.WORD_ORDER);
        int rest = (int) (length & Runs.WORD - 1);
        long free = hints.freeSlots(1, home);
        long starts = Runs.holes(free, whole, Runs.orderAround(rest == 0 ? whole : whole + 1));
        for (; starts != 0; starts &= starts - 1) {
            int position = Long.numberOfTrailingZeros(starts);
            if (rest == 0 || position + whole < Runs.WORD
                    && beginsFree(Geometry.below(home, position + whole), free, rest)) {
                long start = gaps.startBefore(Geometry.offset(1, home, position), length, 0);
                if (ranges.take(start, length, stripe)) {
                    return start;
                }
            }
        }
        if (home != lanes.currentHome(stripe)) {
            int within = Runs.orderWithin(length);
            hints.retractStale(1, home, within, stripe);
            hints.retractStale(1, home, leastOrder(within), stripe);
        }
        return Offsets.NONE;
    }

    /** Whether the first units of a word are free: all of them where its slot is among the free ones of the word above. */
    private boolean beginsFree(int index, long freeAbove, int length) {
        if ((freeAbove >>> index & 1) != 0) {
            return true;
        }
        long first = Runs.mask(0, length);
        return index < geometry.words(0) && (metadata.get(geometry.word(0, index)) & first) == first;
    }

    // ----------------------------------------------------------------------------------------------------- last resort

    /**
     * Reads all of a range for so many adjacent free units that begin at a multiple of 2<sup>alignment</sup>, and takes the lowest. Answers
     * at once where no free block is left that any such run would hold. Where it saw none, it hid nothing from others.
     */
    long takeWithin(long from, long end, long length, int alignment, int stripe) {
        return hints.mayHave(length) ? findWithin(from, end, length, alignment, stripe) : Offsets.NONE;
    }

    private long findWithin(long from, long end, long length, int alignment, int stripe) {
        long before = 0;
        for (long word = from & -Runs.WORD; word < end; word += Runs.WORD) {
            long free = units.inWord(Geometry.index(0, word), from, end);
            int low = Long.numberOfTrailingZeros(~free);
            long start = alignedUp(word - before, alignment);
            if (start + length <= word + low && ranges.take(start, length, stripe)) {
                return start;
            }
            if (low == Runs.WORD) {
                before += Runs.WORD;
                continue;
            }
            long inside = takeInWord(word, free, length, alignment, stripe);
            if (inside != Offsets.NONE) {
                return inside;
            }
            before = Long.numberOfLeadingZeros(~free);
        }
        return Offsets.NONE;
    }

    /** Fewer than 64 units, all in one word whose free ones were read. */
    private long takeInWord(long word, long free, long length, int alignment, int stripe) {
        if (free == 0 || length >= Runs.WORD) {
            return Offsets.NONE;
        }
        long starts = Runs.anyStarts(free, (int) length) & Runs.aligned(word, alignment);
        for (; starts != 0; starts &= starts - 1) {
            long start = word + Long.numberOfTrailingZeros(starts);
            if (ranges.take(start, length, stripe)) {
                return start;
            }
        }
        return Offsets.NONE;
    }

    private static long alignedUp(long offset, int alignment) {
        return (offset + (1L << alignment) - 1) & -1L << alignment;
    }
}
