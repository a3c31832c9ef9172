package dev.cleave.buddy;

import dev.cleave.buddy.Homes.Reach;

/**
 * Where free runs may be found: for each order a tree of bits that leads to the words with a maximal run of that order, lowest
 * address first. It is what the lists of a textbook buddy system are, and like them it answers "none" at its root.
 *
 * <p>The rule that keeps it whole: <em>whoever makes a maximal run visible in a word sets its bits afterwards, on every level
 * up to the root; whoever clears a bit reads the truth again afterwards, and sets again what that shows.</em> Both sides are volatile, so
 * of two that meet, one sees the other. A bit may be stale, set where nothing is; it is never missing for longer than its clearer takes
 * between those two steps, and that is announced ({@link Lanes#beginHiding}).
 */
final class Hints {
    /** What a search answers that found no word. */
    static final int NOWHERE = -1;

    private final Geometry geometry;
    private final Metadata metadata;
    private final Homes homes;
    private final Lanes lanes;

    Hints(Geometry geometry, Metadata metadata, Homes homes, Lanes lanes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.homes = homes;
        this.lanes = lanes;
    }

    /** The slots of a word whose word below is free as a whole and not merged yet: none at level 0. */
    long emptied(int level, int index) {
        return level == 0 ? 0 : metadata.get(geometry.emptiedPlane(level, index));
    }

    /** The slots of a word that are free, or emptied. A merge makes a slot free before it stops being emptied: hence this order. */
    long freeSlots(int level, int index) {
        long emptied = emptied(level, index);
        return emptied | metadata.get(geometry.word(level, index));
    }

    /** The orders, as bits, of which a maximal run may be free somewhere. */
    long orders() {
        return metadata.get(Geometry.ORDERS);
    }

    /**
     * Whether a free block is announced which so many adjacent free slots would hold, wherever they
     * lie.
     */
    boolean mayHave(long length) {
        return orders() >>> Math.max(0, Runs.orderWithin(length) - 1) != 0;
    }

    /** Announces maximal runs of a word, by their orders counted from the word's own level: bits 0 to 5, at the top 6 too. */
    void announce(int level, int index, long runs) {
        raise(level, index, runs << Geometry.slotShift(level));
    }

    /** Sets the bits of these orders on every level above a word. */
    private void raise(int level, int index, long orders) {
        int below = index;
        for (int above = level + 1; above <= geometry.top; above++) {
            long bit = 1L << below;
            below = Geometry.above(below);
            for (long left = orders; left != 0; left &= left - 1) {
                metadata.setBits(geometry.plane(above, below, Long.numberOfTrailingZeros(left)), bit);
            }
        }
        metadata.setBits(Geometry.ORDERS, orders);
    }

    /** Announces whatever maximal runs a word has now. */
    void announceAll(int level, int index) {
        announceFree(level, index, freeSlots(level, index));
    }

    /** Announces every maximal run that there is: reads each word. */
    void announceEverything() {
        for (int level = 0; level <= geometry.top; level++) {
            for (int index = 0; index < geometry.words(level); index++) {
                announceAll(level, index);
            }
        }
    }

    /** Announces the maximal runs among these free slots of a word. */
    void announceFree(int level, int index, long free) {
        if (free == -1L && level < geometry.top) {
            announceEmptied(level, index);
        } else if (free != 0) {
            announce(level, index, Runs.maximalOrders(free));
        }
    }

    /** Announces that a word is free as a whole, which makes it a free slot of the word above. */
    void announceEmptied(int level, int index) {
        int above = level + 1;
        int parent = Geometry.above(index);
        metadata.setBits(geometry.emptiedPlane(above, parent), 1L << index);
        announceMerged(above, parent, freeSlots(above, parent), Geometry.slotAbove(index), 0);
    }

    /** Announces the maximal run that holds a run of an order at a position. */
    void announceMerged(int level, int index, long free, int position, int order) {
        int merged = Runs.mergedOrder(free, position, order);
        if (merged == Runs.WORD_ORDER && level < geometry.top) {
            announceEmptied(level, index);
        } else {
            announce(level, index, 1L << merged);
        }
    }

    /** Takes back that a word is free as a whole, unless it is. */
    void retractEmptied(int level, int index, int stripe) {
        int above = level + 1;
        int parent = Geometry.above(index);
        lanes.beginHiding(stripe);
        metadata.clearBits(geometry.emptiedPlane(above, parent), 1L << index);
        if (freeSlots(level, index) == -1L) {
            announceEmptied(level, index);
        }
        announceAll(above, parent);
        lanes.endHiding(stripe);
    }

    /** Takes back that a word has a maximal run of an order, and announces what it has. */
    void retract(int level, int index, int order, int stripe) {
        lanes.beginHiding(stripe);
        lower(level, index, order);
        announceAll(level, index);
        int below = index;
        for (int above = level + 1; above <= geometry.top; above++) {
            below = Geometry.above(below);
            if (above == 1 && below == lanes.currentHome(stripe) || !retractSummary(above, below, order)) {
                break;
            }
        }
        lanes.endHiding(stripe);
    }

    /**
     * Takes back that a word has a maximal run of an order, where it has none: a search that found
     * nothing there would come back for it each time.
     */
    void retractStale(int level, int index, int order, int stripe) {
        if (Runs.maximalStarts(freeSlots(level, index), order - Geometry.slotShift(level)) == 0) {
            retract(level, index, order, stripe);
        }
    }

    /**
     * Takes back that there is a run of an order in the words of a home, where none is; but not of
     * the stripe's current home: it will have one soon, and the summary is shared with others.
     */
    void retractHome(int home, int order, int stripe) {
        if (home != lanes.currentHome(stripe)) {
            lanes.beginHiding(stripe);
            retractSummary(1, home, order);
            lanes.endHiding(stripe);
        }
    }

    /** Takes back that there is a run of the order below a word, unless its plane says so: answers whether it does not. */
    private boolean retractSummary(int level, int index, int order) {
        int plane = geometry.plane(level, index, order);
        if (metadata.get(plane) != 0) {
            return false;
        }
        lower(level, index, order);
        if (metadata.get(plane) == 0) {
            return true;
        }
        raise(level, index, 1L << order);
        return false;
    }

    /** Clears the bit of an order on the level above a word. */
    private void lower(int level, int index, int order) {
        if (level == geometry.top) {
            metadata.clearBits(Geometry.ORDERS, 1L << order);
        } else {
            metadata.clearBits(geometry.plane(level + 1, Geometry.above(index), order), 1L << index);
        }
    }

    /**
     * The lowest word of the order's level that may have a maximal run of this order, within reach of the stripe, or
     * {@link #NOWHERE}.
     */
    int find(int order, int stripe, Reach reach) {
        int level = geometry.levelOf(order);
        if (level == geometry.top) {
            return (orders() >>> order & 1) == 0 ? NOWHERE : 0;
        }
        if (level < Homes.LEVEL && reach != Reach.ANY) {
            return reach == Reach.MINE
                    ? findMine(order, level, stripe)
                    : findUnowned(order, level, stripe);
        }
        return findBelow(geometry.top, 0, order, level, stripe, Reach.ANY);
    }

    /**
     * Whether a hint of a small run led to a word that is free as a whole, though a lower home has such words. To take from it
     * would open high memory that had drained.
     */
    boolean isTrap(int level, int index, int stripe, Reach reach) {
        if (level != 0 || geometry.top < Homes.LEVEL || freeSlots(0, index) != -1L) {
            return false;
        }
        int home = Geometry.above(index);
        int plane = geometry.plane(Homes.LEVEL, Geometry.above(home), Runs.WORD_ORDER);
        long below = homes.within(Geometry.above(home), stripe, reach) & (1L << home) - 1;
        for (long lower = metadata.get(plane) & below; lower != 0; lower = metadata.get(plane) & below) {
            int candidate = Geometry.below(Geometry.above(home), Long.numberOfTrailingZeros(lower));
            if (freeSlots(1, candidate) != 0) {
                return true;
            }
            retract(1, candidate, Runs.WORD_ORDER, stripe);
        }
        return false;
    }

    /** The lowest word in a home of the stripe's or nobody's; the home is adopted. */
    private int findUnowned(int order, int level, int stripe) {
        for (int group = 0; group < geometry.words(Homes.LEVEL + 1); group++) {
            long some = geometry.top == Homes.LEVEL ? 1 : metadata.get(geometry.plane(Homes.LEVEL + 1, group, order));
            for (; some != 0; some &= some - 1) {
                int word = Geometry.below(group, Long.numberOfTrailingZeros(some));
                int found = findBelow(Homes.LEVEL, word, order, level, stripe, Reach.UNOWNED);
                if (found != NOWHERE && homes.adopt(level == 0 ? Geometry.above(found) : found, stripe)) {
                    return found;
                }
            }
        }
        return NOWHERE;
    }

    /** The lowest word in the stripe's own homes around the one where it was last. */
    private int findMine(int order, int level, int stripe) {
        int current = lanes.currentHome(stripe);
        int word = Geometry.above(current);
        int plane = geometry.plane(Homes.LEVEL, word, order);
        long passed = 0;
        while (true) {
            long mine = metadata.get(plane) & homes.within(word, stripe, Reach.MINE) & ~passed;
            if (mine == 0) {
                return NOWHERE;
            }
            int home = Geometry.below(word, Long.numberOfTrailingZeros(mine));
            if (level == 1) {
                lanes.setCurrentHome(stripe, home);
                return home;
            }
            long below = metadata.get(geometry.plane(1, home, order));
            if (below != 0) {
                lanes.setCurrentHome(stripe, home);
                return Geometry.below(home, Long.numberOfTrailingZeros(below));
            }
            retractHome(home, order, stripe);
            passed |= 1L << home;
        }
    }

    /** Follows the lowest bits from a word down to a level, and mends what it finds stale on the way. */
    private int findBelow(int from, int start, int order, int level, int stripe, Reach reach) {
        int index = start;
        int at = from;
        while (at > level) {
            long plane = metadata.get(geometry.plane(at, index, order));
            long candidates = at == Homes.LEVEL ? plane & homes.within(index, stripe, reach) : plane;
            if (candidates != 0) {
                index = Geometry.below(index, Long.numberOfTrailingZeros(candidates));
                at--;
            } else {
                if (plane == 0) {
                    lanes.beginHiding(stripe);
                    retractSummary(at, index, order);
                    lanes.endHiding(stripe);
                }
                if (at == from) {
                    return NOWHERE;
                }
                index = start;
                at = from;
            }
        }
        return index;
    }
}
