package dev.cleave.buddy;

import java.util.function.IntFunction;

/**
 * Which stripe prefers which home. A <em>home</em> is a word of level 1 with all below it, 4096 units; two threads that
 * allocate from different homes rarely write the same cache line.
 *
 * <p>Ownership is a preference, never a right: any thread may take from any home when its own are exhausted, and a wrong
 * answer here costs time, not memory. Beside each word of level 2 stands a bitmap of the owned homes below, and one for each stripe
 * of those that are its own; a stripe that has not searched since another one last looked gives all of its homes back.
 */
final class Homes {
    /** The level whose slots are homes. */
    static final int LEVEL = 2;

    /** The order of a home. */
    static final int ORDER = Runs.WORD_ORDER * LEVEL;

    /** Units of a home. */
    static final long UNITS = 1L << ORDER;

    private static final int OWNED = 0;

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
    private final boolean enabled;

    Homes(Geometry geometry, Lanes lanes, IntFunction<Metadata> words) {
        this.lanes = lanes;
        this.enabled = geometry.top >= LEVEL && geometry.words(1) >= 2 * lanes.count;
        this.count = enabled ? geometry.words(LEVEL) : 0;
        this.stride = (lanes.count + 8) & -8;
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
        return switch (reach) {
            case MINE -> bitmaps.get(mine(word, stripe));
            case UNOWNED -> bitmaps.get(mine(word, stripe)) | ~bitmaps.get(owned(word));
            case ANY -> -1L;
        };
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
        for (int other = 0; other <= front(); other++) {
            int theirs = mine(word, other);
            if ((bitmaps.get(theirs) & bit) != 0 && (bitmaps.clearBits(theirs, bit) & bit) != 0) {
                bitmaps.setBits(mine(word, stripe), bit);
                return;
            }
        }
    }

    /**
     * Keeps a home for large extents, instead of the one that was kept in its group before: it is nobody's, and stripes look there last. Where it is another's
     * it stays so.
     */
    void keepForLarge(int home) {
        int word = Geometry.above(home);
        int kept = mine(word, front());
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

    /** Stands for large extents where a stripe is asked for. */
    int front() {
        return lanes.count;
    }

    /** Asks one other stripe, each time the next one, whether it is idle; if so all its homes are given back. */
    private void retireIdle(int stripe) {
        int other = lanes.nextAfter(stripe);
        if (other == stripe || lanes.wasActive(other)) {
            return;
        }
        for (int word = 0; word < count; word++) {
            long given = bitmaps.clearBits(mine(word, other), -1L);
            if (given != 0) {
                bitmaps.clearBits(owned(word), given);
            }
        }
    }

    private int owned(int word) {
        return word * stride + OWNED;
    }

    private int mine(int word, int stripe) {
        return word * stride + 1 + stripe;
    }

    long byteSize() {
        return bitmaps.byteSize();
    }
}
