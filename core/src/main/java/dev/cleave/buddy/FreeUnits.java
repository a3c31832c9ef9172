package dev.cleave.buddy;

/**
 * Which units are free, read from the truth alone: no hint is asked and nothing is changed. What lies in magazines, or is
 * being split or merged, is not free. Any thread may read at any time; while others change the space, each word is of its own moment.
 */
final class FreeUnits {
    private final Geometry geometry;
    private final Metadata metadata;

    FreeUnits(Geometry geometry, Metadata metadata) {
        this.geometry = geometry;
        this.metadata = metadata;
    }

    /** The free units of a word of level 0, as bits: all of them where it is part of a larger free slot. */
    long inWord(int index) {
        long free = metadata.get(geometry.word(0, index));
        int below = index;
        for (int level = 1; free == 0 && level <= geometry.top; level++) {
            free = -(metadata.get(geometry.word(level, Geometry.above(below))) >>> below & 1);
            below = Geometry.above(below);
        }
        return free;
    }

    /** As {@link #inWord}, without the units that lie outside a range. */
    long inWord(int index, long from, long end) {
        long first = Geometry.offset(0, index, 0);
        long free = inWord(index);
        if (first < from) {
            free &= -1L << from;
        }
        return end - first < Runs.WORD ? free & Runs.mask(0, (int) (end - first)) : free;
    }

    /** Whether all units of a range are free. */
    boolean isFree(long from, long end) {
        for (long first = from & -Runs.WORD; first < end; first += Runs.WORD) {
            int index = Geometry.index(0, first);
            long wanted = Runs.mask(0, (int) Math.min(Runs.WORD, end - first));
            if (first < from) {
                wanted &= -1L << from;
            }
            if ((inWord(index) & wanted) != wanted) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where the run of free units begins that ends right before an offset: the offset itself where
     * the unit before it is not free, and never less than a limit.
     */
    long runStart(long offset, long limit) {
        long start = offset;
        while (start > limit) {
            long first = start - 1 & -Runs.WORD;
            long taken = ~inWord(Geometry.index(0, first)) & Runs.mask(0, (int) (start - first));
            if (taken != 0) {
                return Math.max(limit, first + Long.SIZE - Long.numberOfLeadingZeros(taken));
            }
            start = first;
        }
        return limit;
    }

    /** Visits the maximal runs of free units in a range, the lowest first. */
    void visit(long from, long end, FreeRunVisitor visitor) {
        long run = Offsets.NONE;
        for (long first = from & -Runs.WORD; first < end; first += Runs.WORD) {
            long free = inWord(Geometry.index(0, first));
            int at = first < from ? (int) (from - first) : 0;
            int last = (int) Math.min(Runs.WORD, end - first);
            while (at < last) {
                long rest = (run < 0 ? free : ~free) >>> at;
                at = rest == 0 ? last : Math.min(last, at + Long.numberOfTrailingZeros(rest));
                if (at < last) {
                    if (run >= 0) {
                        visitor.run(run, first + at - run);
                    }
                    run = run < 0 ? first + at : Offsets.NONE;
                }
            }
        }
        if (run >= 0) {
            visitor.run(run, end - run);
        }
    }

    /** How many units are free. Costs a read of each word. */
    long count() {
        long units = 0;
        for (int level = 0; level <= geometry.top; level++) {
            long slots = 0;
            for (int index = 0; index < geometry.words(level); index++) {
                slots += Long.bitCount(metadata.get(geometry.word(level, index)));
            }
            units += slots << Geometry.slotShift(level);
        }
        return units;
    }
}
