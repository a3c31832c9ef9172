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
    private final Hints hints;
    private final Tree tree;
    private final Homes homes;
    private final Ranges ranges;
    private final Stripes stripes;

    Extents(
            Geometry geometry, Metadata metadata, Hints hints, Tree tree, Homes homes, Ranges ranges,
            Stripes stripes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.hints = hints;
        this.tree = tree;
        this.homes = homes;
        this.ranges = ranges;
        this.stripes = stripes;
    }

    // ------------------------------------------------------------------------------------------------------ first look

    /** So many units, no power of two, out of a hole that the hints lead to; or {@link BuddySpace#NO_BLOCK}. */
    long takeHole(long length, int stripe) {
        stripes.touch(stripe);
        if (geometry.top == 0) {
            return tree.takeHole(0, (int) length);
        }
        if (length >= 1L << 6 * Homes.LEVEL) {
            return BuddySpace.NO_BLOCK;
        }
        if (geometry.top < Homes.LEVEL) {
            return takeInHome(0, length, stripe);
        }
        int group = homes.enabled() ? stripes.currentHome(stripe) >>> 6 : 0;
        long found = BuddySpace.NO_BLOCK;
        for (long some = candidates(group, length, stripe); some != 0; some &= some - 1) {
            found = takeInHome(group << 6 | Long.numberOfTrailingZeros(some), length, stripe);
            if (found != BuddySpace.NO_BLOCK) {
                return found;
            }
        }
        return found;
    }

    /** The homes, within reach, that may have a free block which such a hole holds. */
    private long candidates(int group, long length, int stripe) {
        int within = 63 - Long.numberOfLeadingZeros(length);
        long some = metadata.get(geometry.plane(Homes.LEVEL, group, within));
        if (within > Runs.WORD_ORDER) {
            some |= metadata.get(geometry.plane(Homes.LEVEL, group, within - 1));
        }
        return some & homes.within(group, stripe, homes.enabled() ? Reach.MINE : Reach.ANY);
    }

    private long takeInHome(int home, long length, int stripe) {
        return length < 64 ? takeUnits(home, (int) length) : takeSlots(home, length, stripe);
    }

    /** Fewer than 64 units, out of one of the words that have a free block of at least half as many. */
    private long takeUnits(int home, int length) {
        int within = 31 - Integer.numberOfLeadingZeros(length);
        long words = metadata.get(geometry.plane(1, home, within));
        for (int tried = 0; words != 0 && tried < TRIES; tried++) {
            long found = tree.takeHole(home << 6 | Long.numberOfTrailingZeros(words), length);
            if (found != BuddySpace.NO_BLOCK) {
                return found;
            }
            words &= words - 1;
        }
        return BuddySpace.NO_BLOCK;
    }

    /** 64 units and more: whole words of a home, and the beginning of another one behind them. */
    private long takeSlots(int home, long length, int stripe) {
        int whole = (int) (length >>> 6);
        int rest = (int) (length & 63);
        long free = hints.freeSlots(1, home);
        long starts = Runs.holes(free, whole, Runs.orderAround(rest == 0 ? whole : whole + 1));
        for (; starts != 0; starts &= starts - 1) {
            int position = Long.numberOfTrailingZeros(starts);
            if (rest == 0 || position + whole < 64 && beginsFree(home << 6 | position + whole, free, rest)) {
                long offset = (long) (home << 6 | position) << 6;
                if (ranges.take(offset, length, stripe)) {
                    return offset;
                }
            }
        }
        return BuddySpace.NO_BLOCK;
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
     * Reads the whole space for so many adjacent free units and takes the lowest. Answers at once where no free block is left
     * that any such hole would hold.
     */
    long takeAnywhere(long length, int stripe) {
        int within = Math.max(0, 63 - Long.numberOfLeadingZeros(length) - 1);
        if (hints.orders() >>> within == 0) {
            return BuddySpace.NO_BLOCK;
        }
        stripes.beginHiding(stripe);
        long found = findAnywhere(length, stripe);
        stripes.endHiding(stripe);
        return found;
    }

    private long findAnywhere(long length, int stripe) {
        long run = 0;
        for (int index = 0; index < geometry.words(0); index++) {
            long free = freeUnits(index);
            long start = (long) index << 6;
            int low = Long.numberOfTrailingZeros(~free);
            if (run + low >= length && ranges.takePieces(start - run, length, stripe)) {
                return start - run;
            }
            if (low == 64) {
                run += 64;
                continue;
            }
            int inside = length < 64 ? Runs.firstFit(free, (int) length) : -1;
            if (inside >= 0 && ranges.takePieces(start + inside, length, stripe)) {
                return start + inside;
            }
            run = Long.numberOfLeadingZeros(~free);
        }
        return BuddySpace.NO_BLOCK;
    }

    /** Visits the maximal runs of free units in a range, the lowest first. */
    void visit(long from, long end, FreeRunVisitor visitor) {
        long run = -1;
        for (long first = from & -64; first < end; first += 64) {
            long free = freeUnits((int) (first >>> 6));
            int at = first < from ? (int) (from - first) : 0;
            int last = (int) Math.min(64, end - first);
            while (at < last) {
                long rest = (run < 0 ? free : ~free) >>> at;
                at = rest == 0 ? last : Math.min(last, at + Long.numberOfTrailingZeros(rest));
                if (at < last) {
                    if (run >= 0) {
                        visitor.run(run, first + at - run);
                    }
                    run = run < 0 ? first + at : -1;
                }
            }
        }
        if (run >= 0) {
            visitor.run(run, end - run);
        }
    }

    /** The free units of a word, all where it is part of a larger free slot. */
    private long freeUnits(int index) {
        long free = metadata.get(geometry.word(0, index));
        int below = index;
        for (int level = 1; free == 0 && level <= geometry.top; level++) {
            free = -(metadata.get(geometry.word(level, below >>> 6)) >>> below & 1);
            below >>>= 6;
        }
        return free;
    }
}
