package dev.cleave.contiguity;

import dev.cleave.handle.AtomicWords;

/**
 * For each group the pageblocks of it that may have a free unit, and those that nobody uses: where
 * a search looks. A pageblock is in one set at most. A set is a bitmap, so 64 pageblocks that are
 * not in it cost one read.
 *
 * <pre>
 *              pageblocks 0 to 63                                   64 to 127
 *   +-----------+---------+-------------+--------+-----------+---------+-------------+--------+
 *   | unmovable | movable | reclaimable | unused | unmovable | movable | reclaimable | unused |
 *   +-----------+---------+-------------+--------+-----------+---------+-------------+--------+
 * </pre>
 */
final class PageblockSets {
    /** Those that nobody uses. */
    static final int UNUSED = 1 << Mobility.COUNT;

    /** No set: a pageblock that has nothing free. */
    static final int NO_SET = 0;

    private static final int SETS = Mobility.COUNT + 1;
    private static final int ALL = (1 << SETS) - 1;
    private static final int PAGEBLOCKS_PER_WORD_SHIFT = 6;
    private static final int SETS_SHIFT = 2;

    private final AtomicWords words;
    private final int count;

    /** All of so many pageblocks are unused. */
    PageblockSets(int count) {
        this.count = count;
        words = new AtomicWords((long) (count - 1 >>> PAGEBLOCKS_PER_WORD_SHIFT) + 1 << SETS_SHIFT);
        for (int pageblock = 0; pageblock < count; pageblock++) {
            put(pageblock, UNUSED);
        }
    }

    /** Those of a group. */
    static int of(Mobility group) {
        return 1 << group.ordinal();
    }

    /** The sets of all other groups. */
    static int ofOthers(Mobility group) {
        return ALL & ~UNUSED & ~of(group);
    }

    /** Puts a pageblock into a set, or into none, and takes it out of all others. */
    void put(int pageblock, int set) {
        for (int each = 0; each < SETS; each++) {
            long index = wordOf(pageblock, each);
            long bit = 1L << pageblock;
            boolean isIn = (words.getVolatile(index) & bit) != 0;
            boolean belongs = (set & 1 << each) != 0;
            if (belongs && !isIn) {
                words.getAndBitwiseOr(index, bit);
            } else if (isIn && !belongs) {
                words.getAndBitwiseAnd(index, ~bit);
            }
        }
    }

    /** The lowest pageblock of these sets from one on, or {@link Pageblocks#NONE}. */
    int next(int sets, int from) {
        long mask = -1L << from;
        for (int first = from & -Long.SIZE; first < count; first += Long.SIZE) {
            long found = word(sets, first) & mask;
            if (found != 0) {
                return first + Long.numberOfTrailingZeros(found);
            }
            mask = -1;
        }
        return Pageblocks.NONE;
    }

    /** The highest pageblock of these sets before one, or {@link Pageblocks#NONE}. */
    int previous(int sets, int end) {
        long mask = -1L >>> -end;
        for (int first = end - 1 & -Long.SIZE; first >= 0; first -= Long.SIZE) {
            long found = word(sets, first) & mask;
            if (found != 0) {
                return first + Long.SIZE - 1 - Long.numberOfLeadingZeros(found);
            }
            mask = -1;
        }
        return Pageblocks.NONE;
    }

    /** The 64 pageblocks from one on, of all these sets together. */
    private long word(int sets, int first) {
        long word = 0;
        for (int left = sets; left != 0; left &= left - 1) {
            word |= words.getAcquire(wordOf(first, Integer.numberOfTrailingZeros(left)));
        }
        return word;
    }

    private static long wordOf(int pageblock, int set) {
        return (long) (pageblock >>> PAGEBLOCKS_PER_WORD_SHIFT) << SETS_SHIFT | set;
    }
}
