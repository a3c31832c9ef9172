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
    /** Words of a home that one request tries. */
    private static final int TRIES = 2;

    private final Geometry geometry;
    private final Metadata metadata;
    private final FreeUnits units;
    private final Hints hints;
    private final Tree tree;
    private final Homes homes;
    private final Ranges ranges;
    private final Gaps gaps;
    private final Lanes lanes;

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
    }

    // ------------------------------------------------------------------------------------------------------ first look

    /** So many units, no power of two, out of a hole that the hints lead to; or {@link BuddySpace#NO_BLOCK}. */
    long takeHole(long length, int stripe) {
        lanes.touch(stripe);
        if (geometry.top == 0) {
            return tree.takeHole(0, (int) length);
        }
        if (length >= Homes.UNITS) {
            return Offsets.NONE;
        }
        if (geometry.top < Homes.LEVEL) {
            return takeInHome(0, length, stripe);
        }
        int group = homes.enabled() ? Geometry.above(lanes.currentHome(stripe)) : 0;
        long found = Offsets.NONE;
        for (long some = candidates(group, length, stripe); some != 0; some &= some - 1) {
            found = takeInHome(Geometry.below(group, Long.numberOfTrailingZeros(some)), length, stripe);
            if (found != Offsets.NONE) {
                return found;
            }
        }
        return found;
    }

    /** The homes, within reach, that may have a free block which such a hole holds. */
    private long candidates(int group, long length, int stripe) {
        int within = Runs.orderWithin(length);
        long some = metadata.get(geometry.plane(Homes.LEVEL, group, within));
        if (within > Runs.WORD_ORDER) {
            some |= metadata.get(geometry.plane(Homes.LEVEL, group, within - 1));
        }
        return some & homes.within(group, stripe, homes.enabled() ? Reach.MINE : Reach.ANY);
    }

    private long takeInHome(int home, long length, int stripe) {
        return length < Runs.WORD ? takeUnits(home, (int) length, stripe) : takeSlots(home, length, stripe);
    }

    /** Fewer than 64 units, out of one of the words that have a free block of at least half as many. */
    private long takeUnits(int home, int length, int stripe) {
        int within = Runs.orderWithin(length);
        long words = metadata.get(geometry.plane(1, home, within));
        if (words == 0) {
            hints.retractHome(home, within, stripe);
        }
        for (int tried = 0; words != 0 && tried < TRIES; tried++) {
            int index = Geometry.below(home, Long.numberOfTrailingZeros(words));
            long found = tree.takeHole(index, length);
            if (found != Offsets.NONE) {
                return found;
            }
            hints.retractStale(0, index, within, stripe);
            words &= words - 1;
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
            for (int order = Math.max(Runs.WORD_ORDER, Runs.orderWithin(length) - 1); order <= Runs
                    .orderWithin(length); order++) {
                hints.retractStale(1, home, order, stripe);
            }
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
        int within = Math.max(0, Runs.orderWithin(length) - 1);
        return hints.orders() >>> within == 0 ? Offsets.NONE : findWithin(from, end, length, alignment, stripe);
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
