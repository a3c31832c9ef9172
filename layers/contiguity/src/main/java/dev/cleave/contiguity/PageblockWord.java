package dev.cleave.contiguity;

/**
 * The word of a pageblock: the group that it belongs to, and how many of its units blocks of each
 * mobility use. Pure functions. A pageblock that nobody uses belongs to no group, and is all zeros.
 *
 * <pre>
 *    63     62 61          42 41          22 21           2 1     0
 *   +---------+--------------+--------------+--------------+-------+
 *   | unused  | reclaimable  |   movable    |  unmovable   | group |
 *   +---------+--------------+--------------+--------------+-------+
 * </pre>
 */
final class PageblockWord {
    /** The most units that a pageblock can have. */
    static final int MOST_UNITS = (1 << 20) - 1;

    /** The answer where a change is not legal. */
    static final long REFUSED = -1;

    private static final int GROUP_BITS = 2;
    private static final int COUNT_BITS = 20;
    private static final long GROUP_MASK = (1 << GROUP_BITS) - 1;

    private PageblockWord() {}

    private static int shift(Mobility mobility) {
        return GROUP_BITS + mobility.ordinal() * COUNT_BITS;
    }

    /** Whether it belongs to a group; to none if that is null is for {@link #isFree}. */
    static boolean isOf(long word, Mobility group) {
        return (word & GROUP_MASK) == group.ordinal() + 1;
    }

    /** Whether it belongs to no group: nobody uses it. */
    static boolean isFree(long word) {
        return word == 0;
    }

    /** The group that it belongs to; it must have one. */
    static Mobility group(long word) {
        return Mobility.of((int) (word & GROUP_MASK) - 1);
    }

    /** The units that blocks of one mobility use. */
    static int units(long word, Mobility mobility) {
        return (int) (word >>> shift(mobility)) & MOST_UNITS;
    }

    /** The units that are used. */
    static int used(long word) {
        return units(word, Mobility.UNMOVABLE) + units(word, Mobility.MOVABLE) + units(word, Mobility.RECLAIMABLE);
    }

    /** The word of another group, with the same units. */
    static long regrouped(long word, Mobility group) {
        return word & ~GROUP_MASK | group.ordinal() + 1;
    }

    /**
     * So many units more; a pageblock of no group becomes one of this mobility's. Refused where it
     * has not so many.
     */
    static long taken(long word, Mobility mobility, int units, int size) {
        if (units > size - used(word)) {
            return REFUSED;
        }
        long grouped = isFree(word) ? regrouped(word, mobility) : word;
        return grouped + ((long) units << shift(mobility));
    }

    /**
     * So many units less. A pageblock that nobody uses then has no group any more; and one that has
     * nothing left of its own group goes over to that which has most in it.
     */
    static long given(long word, Mobility mobility, int units) {
        if (units(word, mobility) < units) {
            return REFUSED;
        }
        long after = word - ((long) units << shift(mobility));
        if (used(after) == 0) {
            return 0;
        }
        return units(after, group(after)) == 0 ? regrouped(after, most(after)) : after;
    }

    private static Mobility most(long word) {
        Mobility most = Mobility.UNMOVABLE;
        for (int each = 1; each < Mobility.COUNT; each++) {
            if (units(word, Mobility.of(each)) > units(word, most)) {
                most = Mobility.of(each);
            }
        }
        return most;
    }
}
