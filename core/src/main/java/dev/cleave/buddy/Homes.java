package dev.cleave.buddy;

import java.util.function.IntFunction;

/**
 * Which stripe prefers which home. A <em>home</em> is a word of level 1 with all below it, 4096
 * units; two threads that allocate from different homes rarely write the same cache line.
 *
 * <p>Ownership is a preference, never a right: any thread may take from any home when its own are
 * exhausted, and a wrong answer here costs time, not memory. Beside each word of level 2 stands a
 * bitmap of the owned homes below, and one for each owner of those that are its own: an owner is a
 * stripe, or several where homes are few. One that has not searched since another one last looked
 * gives all of its homes back. A last bitmap has the home where the last large extent begins, if
 * that was nobody's: what is free there is left to the next one.
 */
final class Homes {
    /** The level whose slots are homes. */
    static final int LEVEL = 2;

    /** The order of a home. */
    static final int ORDER = Runs.WORD_ORDER * LEVEL;

    /** Units of a home. */
    static final long UNITS = 1L << ORDER;

    private static final int OWNED = 0;

    /**
     * Homes for each owner at least: where there are fewer than for all stripes, some stripes share
     * theirs.
     */
    private static final int HOMES_AN_OWNER = 2;

    /** In a space that has not homes enough for so many, every search reaches all of it. */
    private static final int FEWEST_OWNERS = 4;

    /** Which homes a search may look at. */
    enum Reach {
        /** The stripe's own, in the gigabyte where it was last. */
        MINE,
        /** The stripe's own, and those that nobody owns, which it then adopts. */
        UNOWNED,
        /** All. */
        ANY
    }

    private final Lanes lanes;
    private final Metadata bitmaps;
    private final int count;
    private final int stride;
    private final int owners;
    private final boolean enabled;

    Homes(Geometry geometry, Lanes lanes, IntFunction<Metadata> words) {
        this.lanes = lanes;
        this.owners = Math.min(lanes.count, Integer.highestOneBit(Math.max(2, geometry.words(1)) / HOMES_AN_OWNER));
        this.enabled = geometry.top >= LEVEL && owners >= Math.min(FEWEST_OWNERS, lanes.count);
        this.count = enabled ? geometry.words(LEVEL) : 0;
        this.stride = (owners + 8) & -8;
        this.bitmaps = words.apply(count * stride);
    }

    /** The home in which an offset lies. */
    static int of(long offset) {
        return (int) (offset >>> ORDER);
    }

    /** Whether there are homes enough to share out; a small space has none, and every search reaches all of it. */
    boolean enabled() {
        return enabled;
    }

    /** Of the homes below a word of level 2, those that a search may look at. */
    long within(int word, int stripe, Reach reach) {
        if (reach == Reach.ANY) {
            return -1L;
        }
        long mine = bitmaps.get(mine(word, stripe));
        return reach == Reach.MINE ? mine : mine | ~bitmaps.get(owned(word));
    }

    /** Whether a home is the stripe's own, or nobody's. */
    boolean prefers(int home, int stripe) {
        return !enabled || (within(Geometry.above(home), stripe, Reach.UNOWNED) >>> home & 1) != 0;
    }

    /** Makes a home the stripe's own unless it is another's: answers whether it is the stripe's now. */
    boolean adopt(int home, int stripe) {
        int word = Geometry.above(home);
        long bit = 1L << home;
        lanes.setCurrentHome(stripe, home);
        if ((bitmaps.get(mine(word, stripe)) & bit) != 0) {
            return true;
        }
        if ((bitmaps.setBits(owned(word), bit) & bit) != 0) {
            return false;
        }
        bitmaps.setBits(mine(word, stripe), bit);
        retireIdle(stripe);
        return true;
    }

    /**
     * Makes a home the stripe's own, whoever's it was: one that was wholly free, or where the stripe found what neither its own
     * homes nor those of nobody had. Else a stripe that once had more than its share would keep it, and others search in vain each time.
     */
    void takeOver(int home, int stripe) {
        if (adopt(home, stripe)) {
            return;
        }
        int word = Geometry.above(home);
        long bit = 1L << home;
        for (int other = 0; other <= owners; other++) {
            int theirs = owned(word) + 1 + other;
            if ((bitmaps.get(theirs) & bit) != 0 && (bitmaps.clearBits(theirs, bit) & bit) != 0) {
                bitmaps.setBits(mine(word, stripe), bit);
                return;
            }
        }
    }

    /**
     * Keeps a home for large extents, instead of the one that was kept in its group before: it is
     * nobody's, and stripes look there last. Where it is another's it stays so.
     */
    void keepForLarge(int home) {
        if (!enabled) {
            return;
        }
        int word = Geometry.above(home);
        int kept = kept(word);
        long bit = 1L << home;
        long before = bitmaps.get(kept);
        if (before == bit) {
            return;
        }
        long given = bitmaps.clearBits(kept, before) & before;
        if (given != 0) {
            bitmaps.clearBits(owned(word), given);
        }
        if ((bitmaps.setBits(owned(word), bit) & bit) == 0) {
            bitmaps.setBits(kept, bit);
        }
    }

    /**
     * Of the homes below a word of level 2, those that large extents look at first: no stripe's.
     */
    long forLarge(int word) {
        return enabled ? bitmaps.get(kept(word)) | ~bitmaps.get(owned(word)) : -1L;
    }

    /**
     * Asks one other owner, each time the next one, whether it is idle; if so all its homes are
     * given back.
     */
    private void retireIdle(int stripe) {
        int other = owner(lanes.nextAfter(stripe));
        if (other == owner(stripe) || wasActive(other)) {
            return;
        }
        for (int word = 0; word < count; word++) {
            long given = bitmaps.clearBits(mine(word, other), -1L);
            if (given != 0) {
                bitmaps.clearBits(owned(word), given);
            }
        }
    }

    /**
     * Whether one of an owner's stripes searched since this was last asked; all of them are asked.
     */
    private boolean wasActive(int owner) {
        boolean active = false;
        for (int stripe = owner; stripe < lanes.count; stripe += owners) {
            active |= lanes.wasActive(stripe);
        }
        return active;
    }

    /** The owner that a stripe is, or has a share in. */
    private int owner(int stripe) {
        return stripe & owners - 1;
    }

    private int owned(int word) {
        return word * stride + OWNED;
    }

    private int mine(int word, int stripe) {
        return owned(word) + 1 + owner(stripe);
    }

    /**
     * The homes that are kept for large extents: their bitmap stands behind those of the owners.
     */
    private int kept(int word) {
        return owned(word) + 1 + owners;
    }

    long byteSize() {
        return bitmaps.byteSize();
    }
}
