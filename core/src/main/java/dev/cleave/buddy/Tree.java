package dev.cleave.buddy;

import dev.cleave.buddy.Homes.Reach;

/**
 * The truth: which slots are free. Each level is the allocator of the level below, and every change of truth is one
 * compare-and-set of one word.
 *
 * <p>A set bit is a free slot. A unit is free at exactly one level. A word whose slot above is free, or handed out as part of
 * a larger block, is all zeros, and so is all below it. <em>Split</em>: take the slot above, then write the word below. <em>Coalesce</em>: a word
 * that is free as a whole swings from all ones to zero; who did that owns the slot above, to use or to free. It need not be done at once: a
 * word of all ones serves as a free slot of the word above ("emptied"), and is merged when a larger block wants it.
 *
 * <p>A word's value is its whole state, so a value that was read, lost and came back is as good as one that never left.
 */
final class Tree {
    /** Orders of which a run lies inside one home. */
    private static final long ORDERS_IN_HOMES = (1L << Homes.ORDER) - 1;

    /** Orders of which a run lies inside one word of level 0. */
    private static final long ORDERS_IN_WORDS = (1L << Runs.WORD_ORDER) - 1;

    /** Stands for the order of a run that need not be aligned. */
    private static final int HOLE = -1;

    /** What {@link #locate} answers where no hint is left. */
    private static final long NOWHERE = -1;

    private final Geometry geometry;
    private final Metadata metadata;
    private final Hints hints;
    private final Homes homes;
    private final Lanes lanes;

    /**
     * On levels from here up free runs are kept whole however they are aligned: extents need them
     * so.
     */
    private final int lowFits;

    Tree(Geometry geometry, Metadata metadata, Hints hints, Homes homes, Lanes lanes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.hints = hints;
        this.homes = homes;
        this.lanes = lanes;
        lowFits = Math.min(geometry.top, Homes.LEVEL);
    }

    // ---------------------------------------------------------------------------------------------------------- take

    /** A free block of an order, or {@link BuddySpace#NO_BLOCK}. */
    long take(int order, int stripe) {
        int level = geometry.levelOf(order);
        return take(level, 1 << order - Geometry.slotShift(level), order, order, stripe);
    }

    /**
     * A run of {@code length} free slots of a level in one word, out of a free block of
     * {@code order}, that of the smallest block around it; or {@link BuddySpace#NO_BLOCK}. It
     * begins where the block does; at level 0, where the free run begins that the block lies in, if
     * no whole block of the order is between, at a multiple of 2<sup>alignment</sup>.
     */
    long take(int level, int length, int order, int alignment, int stripe) {
        lanes.touch(stripe);
        if (homes.enabled() && level < Homes.LEVEL) {
            long offset = search(level, length, order, alignment, ORDERS_IN_HOMES, stripe, Reach.MINE);
            if (offset == Offsets.NONE) {
                offset = search(level, length, order, alignment, -1L, stripe, Reach.UNOWNED);
            }
            if (offset != Offsets.NONE) {
                return offset;
            }
            offset = search(level, length, order, alignment, -1L, stripe, Reach.ANY);
            if (offset != Offsets.NONE) {
                homes.takeOver(Homes.of(offset), stripe);
            }
            return offset;
        }
        return search(level, length, order, alignment, -1L, stripe, Reach.ANY);
    }

    private long search(int level, int length, int order, int alignment, long within, int stripe, Reach reach) {
        while (true) {
            long place = locate(order, within, stripe, reach);
            if (place == NOWHERE) {
                return Offsets.NONE;
            }
            int found = orderOf(place);
            int from = geometry.levelOf(found);
            long offset = takeFrom(from, indexOf(place), level, length, order, alignment, stripe);
            if (offset != Offsets.NONE) {
                return offset;
            }
            hints.retract(from, indexOf(place), found, stripe);
        }
    }

    /**
     * The word that the hints lead to for a block of an order or of a larger one among those
     * {@code within}, and the order that they promise there: smallest sufficient order first,
     * lowest address first, as a textbook buddy system; or {@link #NOWHERE}.
     */
    private long locate(int order, long within, int stripe, Reach reach) {
        long orders = hints.orders() & within & -1L << order;
        while (orders != 0) {
            int found = Long.numberOfTrailingZeros(orders);
            int index = hints.find(found, stripe, reach);
            if (index == Hints.NOWHERE) {
                orders &= orders - 1;
            } else if (hints.isTrap(geometry.levelOf(found), index, stripe, reach)) {
                orders &= -1L << Runs.WORD_ORDER;
            } else {
                return (long) found << Integer.SIZE | index;
            }
        }
        return NOWHERE;
    }

    private static int orderOf(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    private static int indexOf(long place) {
        return (int) place;
    }

    /** A run of slots of {@code level} out of a word of the same level or of one above it. */
    private long takeFrom(int from, int index, int level, int length, int order, int alignment, int stripe) {
        if (from != level) {
            return takeSlot(from, index, level, length, order, alignment, stripe);
        }
        return level == 0
                ? takeFromLeaf(index, length, order, alignment)
                : takeRun(level, index, length, order - Geometry.slotShift(level), stripe);
    }

    /** Fewer than 64 units out of a hole of a word of level 0, aligned or not; or {@link BuddySpace#NO_BLOCK}. */
    long takeHole(int index, int length) {
        return takeFromLeaf(index, length, HOLE, 0);
    }

    /** A run of units out of a word of level 0. */
    private long takeFromLeaf(int index, int length, int order, int alignment) {
        int word = geometry.word(0, index);
        while (true) {
            long free = metadata.get(word);
            int position = fit(free, length, order);
            if (position < 0) {
                return Offsets.NONE;
            }
            if (alignment < order) {
                position = Runs.packed(free, position, order, alignment);
            }
            if (metadata.compareAndSet(word, free, free & ~Runs.mask(position, length))) {
                announceLeft(0, index, free, position, length, order);
                return Geometry.offset(0, index, position);
            }
        }
    }

    /**
     * Announces the maximal runs that a word has now and had not before, emptied slots being free.
     * Runs that were there are the business of whoever made them, and only they: that a run of the
     * same order was there already does not mean that its maker has announced it yet.
     */
    private void announceNew(int level, int index, long before, long after) {
        if (after == -1L && level < geometry.top) {
            hints.announceEmptied(level, index);
            return;
        }
        long orders = Runs.newMaximalOrders(before, after);
        if (orders != 0) {
            hints.announce(level, index, orders);
        }
    }

    /**
     * Announces what is left of the free run that a run was taken from. Others may have changed the
     * word since.
     */
    private void announceLeft(int level, int index, long before, int position, int length, int order) {
        if (length == 1 << order && (position & length - 1) == 0) {
            announceLeft(level, index, before, position, order);
        } else {
            announceNew(level, index, before, before & ~Runs.mask(position, length));
        }
    }

    private void announceLeft(int level, int index, long before, int position, int order) {
        long orders = Runs.leftOrders(before, position, order);
        if (orders != 0) {
            hints.announce(level, index, orders);
        }
    }

    private static int fit(long free, int length, int order) {
        if (order == HOLE) {
            return Runs.holeFit(free, length);
        }
        return length == 1 << order ? Runs.bestFit(free, order) : Runs.exactFit(free, length, order);
    }

    /** A run of slots out of a word of level 1 and up; emptied words in its way are merged first. */
    private long takeRun(int level, int index, int length, int order, int stripe) {
        int word = geometry.word(level, index);
        while (true) {
            long emptied = hints.emptied(level, index);
            long free = metadata.get(word);
            int position = level >= lowFits && length == 1 << order
                    ? Runs.lowFit(free | emptied, order)
                    : fit(free | emptied, length, order);
            if (position < 0) {
                return Offsets.NONE;
            }
            long run = Runs.mask(position, length);
            if ((free & run) == run) {
                if (metadata.compareAndSet(word, free, free & ~run)) {
                    announceLeft(level, index, free | emptied, position, length, order);
                    return Geometry.offset(level, index, position);
                }
            } else if (length == 1 && takeEmptied(level, index, position, stripe)) {
                return Geometry.offset(level, index, position);
            } else {
                merge(level, index, Long.numberOfTrailingZeros(run & ~free), stripe);
            }
        }
    }

    /** Takes the slot above an emptied word, when it is one. */
    private boolean takeEmptied(int level, int index, int position, int stripe) {
        int below = Geometry.below(index, position);
        if (metadata.get(geometry.word(level - 1, below)) != -1L || !claimWhole(level - 1, below, stripe)) {
            return false;
        }
        hints.retractEmptied(level - 1, below, stripe);
        return true;
    }

    /**
     * A run of slots of a lower level, out of one slot of a word: the lowest of its smallest
     * maximal run; a home the lowest of the shortest run of free homes, however that is aligned,
     * for large extents are taken from the other end.
     */
    private long takeSlot(int from, int index, int level, int length, int order, int alignment, int stripe) {
        int word = geometry.word(from, index);
        while (true) {
            long emptied = hints.emptied(from, index);
            long free = metadata.get(word);
            int position = from >= lowFits ? Runs.lowFit(free | emptied, 0) : Runs.bestFit(free | emptied, 0);
            if (position < 0) {
                return Offsets.NONE;
            }
            long slot = 1L << position;
            int below = Geometry.below(index, position);
            if ((free & slot) == 0) {
                adopt(from - 1, below, stripe);
                long offset = takeFrom(from - 1, below, level, length, order, alignment, stripe);
                hints.retractEmptied(from - 1, below, stripe);
                if (offset != Offsets.NONE) {
                    return offset;
                }
            } else {
                adoptBefore(from - 1, below, level, stripe);
                lanes.beginHiding(stripe);
                boolean taken = split(word, free, free & ~slot, from - 1, below, level, length);
                if (taken) {
                    announceLeft(from, index, free | emptied, position, 0);
                }
                lanes.endHiding(stripe);
                if (taken) {
                    return Geometry.offset(from, index, position);
                }
            }
        }
    }

    /**
     * Takes a slot, if its word is still as it was seen, and splits it until a run of slots of
     * {@code level} is left taken at its start. Between taking it and writing the words below
     * nothing is called, and all of them are written before any is announced: where the stack ends,
     * hints are missing, but no memory.
     */
    private boolean split(int word, long seen, long left, int from, int index, int level, int length) {
        if (!metadata.compareAndSet(word, seen, left)) {
            return false;
        }
        for (int at = level; at <= from; at++) {
            metadata.set(
                    geometry.word(at, Geometry.first(from, index, at)), at == level ? ~Runs.mask(0, length) : ~1L);
        }
        for (int at = level; at <= from; at++) {
            hints.announceAll(at, Geometry.first(from, index, at));
        }
        return true;
    }

    /**
     * Makes the home that a split of the slot above a word is about to open the stripe's own,
     * before others see what is free in it.
     */
    private void adoptBefore(int from, int index, int level, int stripe) {
        if (from >= Homes.LEVEL - 1 && level <= Homes.LEVEL - 1) {
            adopt(Homes.LEVEL - 1, Geometry.first(from, index, Homes.LEVEL - 1), stripe);
        }
    }

    /** Makes a word that is a home, and was wholly free, the stripe's own. */
    private void adopt(int level, int index, int stripe) {
        if (level == Homes.LEVEL - 1 && homes.enabled()) {
            homes.takeOver(index, stripe);
        }
    }

    /** Writes a word that the caller owns, and announces what is free in it. */
    private void publish(int level, int index, long free) {
        metadata.set(geometry.word(level, index), free);
        hints.announceAll(level, index);
    }

    /** Makes an emptied word a free slot of the word above; where it is no longer empty the hint that said so goes. */
    private void merge(int level, int index, int position, int stripe) {
        int below = Geometry.below(index, position);
        lanes.beginHiding(stripe);
        if (claimWhole(level - 1, below, stripe)) {
            metadata.setBits(geometry.word(level, index), 1L << position);
        }
        hints.retractEmptied(level - 1, below, stripe);
        lanes.endHiding(stripe);
    }

    /** Swings a word that is free as a whole to zero: the caller owns the slot above it then. */
    private boolean claimWhole(int level, int index, int stripe) {
        int word = geometry.word(level, index);
        while (true) {
            long free = metadata.get(word);
            if (free == -1L) {
                if (metadata.compareAndSet(word, -1L, 0)) {
                    return true;
                }
            } else if ((free | hints.emptied(level, index)) != -1L) {
                return false;
            } else {
                merge(level, index, Long.numberOfTrailingZeros(~free), stripe);
            }
        }
    }

    /**
     * Blocks of an order below 6, all from one word and at most {@code count}, into
     * {@code into[from…]}: out of a word that has runs already, the one that fits best and then the
     * lowest others; else the lowest of a word that was free as a whole. Answers how many. The last
     * of them is the one that a single request would have had: a stack is filled so, and it is the
     * first to be popped.
     */
    int takeMany(int order, long[] into, int from, int count, int stripe) {
        lanes.touch(stripe);
        if (!homes.enabled()) {
            return takeMany(order, into, from, count, -1L, stripe, Reach.ANY);
        }
        int taken = takeMany(order, into, from, count, ORDERS_IN_HOMES, stripe, Reach.MINE);
        if (taken == 0) {
            taken = takeMany(order, into, from, count, -1L, stripe, Reach.UNOWNED);
        }
        if (taken == 0) {
            taken = takeMany(order, into, from, count, -1L, stripe, Reach.ANY);
            if (taken != 0) {
                homes.takeOver(Homes.of(into[from]), stripe);
            }
        }
        return taken;
    }

    private int takeMany(int order, long[] into, int from, int count, long within, int stripe, Reach reach) {
        long ordersOfParts = geometry.top == 0 ? within : within & ORDERS_IN_WORDS;
        while (true) {
            long place = locate(order, ordersOfParts, stripe, reach);
            if (place == NOWHERE) {
                return geometry.top == 0 ? 0 : cutWord(order, into, from, count, within, stripe, reach);
            }
            int taken = takeManyFromLeaf(indexOf(place), order, into, from, count);
            if (taken != 0) {
                return taken;
            }
            hints.retract(0, indexOf(place), orderOf(place), stripe);
        }
    }

    /** Takes a word that is free as a whole and gives back what is not wanted of it: what is left is never announced before. */
    private int cutWord(int order, long[] into, int from, int count, long within, int stripe, Reach reach) {
        int wanted = Math.min(count, Runs.WORD >>> order);
        lanes.beginHiding(stripe);
        long word = search(1, 1, Runs.WORD_ORDER, Runs.WORD_ORDER, within, stripe, reach);
        if (word != Offsets.NONE && wanted << order < Runs.WORD) {
            publish(0, Geometry.index(0, word), -1L << (wanted << order));
        }
        lanes.endHiding(stripe);
        if (word == Offsets.NONE) {
            return 0;
        }
        for (int each = 0; each < wanted; each++) {
            into[from + wanted - 1 - each] = word + ((long) each << order);
        }
        return wanted;
    }

    /**
     * Blocks out of a word of level 0, at most {@code count}, by one compare-and-set: the one that
     * fits best, and then the lowest others.
     */
    private int takeManyFromLeaf(int index, int order, long[] into, int from, int count) {
        int word = geometry.word(0, index);
        while (true) {
            long free = metadata.get(word);
            int best = Runs.bestFit(free, order);
            if (best < 0) {
                return 0;
            }
            long others = Runs.starts(free, order) & ~(1L << best);
            int taken = Math.min(count, 1 + Long.bitCount(others));
            long run = Runs.mask(0, 1 << order);
            long left = free & ~(run << best);
            into[from + taken - 1] = Geometry.offset(0, index, best);
            for (int each = from + taken - 2; each >= from; each--, others &= others - 1) {
                int position = Long.numberOfTrailingZeros(others);
                left &= ~(run << position);
                into[each] = Geometry.offset(0, index, position);
            }
            if (metadata.compareAndSet(word, free, left)) {
                announceNew(0, index, free, left);
                return taken;
            }
        }
    }

    /** Takes exactly the slots of a mask, or nothing. */
    boolean takeAt(int level, int index, long run, int stripe) {
        int word = geometry.word(level, index);
        while (true) {
            long emptied = hints.emptied(level, index);
            long free = metadata.get(word);
            if ((free & run) == run) {
                if (metadata.compareAndSet(word, free, free & ~run)) {
                    announceNew(level, index, free | emptied, (free | emptied) & ~run);
                    if (free == -1L && level < geometry.top) {
                        hints.retractEmptied(level, index, stripe);
                    }
                    return true;
                }
            } else if (((free | emptied) & run) == run) {
                merge(level, index, Long.numberOfTrailingZeros(run & ~free), stripe);
            } else if (free == 0 && level < geometry.top && takeOfSlotAbove(level, index, run, stripe)) {
                return true;
            } else if (metadata.get(word) == free) {
                return false;
            }
        }
    }

    /**
     * Splits the free slot above a word, where it is free, and takes these slots of it: answers
     * whether it was.
     */
    private boolean takeOfSlotAbove(int level, int index, long run, int stripe) {
        lanes.beginHiding(stripe);
        boolean taken = takeAt(level + 1, Geometry.above(index), 1L << index, stripe);
        if (taken) {
            publish(level, index, ~run);
        }
        lanes.endHiding(stripe);
        return taken;
    }

    // ---------------------------------------------------------------------------------------------------------- give

    /** Gives back {@code length} units from an offset where a block of at least that length may begin. */
    void give(long offset, long length) {
        if (length < Runs.WORD) {
            giveRun(0, Geometry.index(0, offset), Runs.mask(Geometry.slot(0, offset), (int) length));
            return;
        }
        long at = offset;
        for (int level = geometry.top; level >= 0; level--) {
            long slots = geometry.digit(length, level);
            if (slots != 0) {
                giveRun(level, Geometry.index(level, at), Runs.mask(Geometry.slot(level, at), (int) slots));
                at += slots << Geometry.slotShift(level);
            }
        }
    }

    /** Gives back a block of an order. */
    void giveBlock(long offset, int order) {
        int level = geometry.levelOf(order);
        int index = Geometry.index(level, offset);
        int position = Geometry.slot(level, offset);
        int runOrder = order - Geometry.slotShift(level);
        long free = setFree(level, index, Runs.mask(position, 1 << runOrder));
        hints.announceMerged(level, index, free | hints.emptied(level, index), position, runOrder);
    }

    /** Gives back blocks of one order: neighbours that lie in one word go by one compare-and-set. */
    void giveMany(long[] blocks, int from, int count, int order) {
        int level = geometry.levelOf(order);
        int length = 1 << order - Geometry.slotShift(level);
        int next = from;
        while (next < from + count) {
            int first = next;
            int index = Geometry.index(level, blocks[first]);
            long run = 0;
            while (next < from + count && Geometry.index(level, blocks[next]) == index) {
                run |= Runs.mask(Geometry.slot(level, blocks[next++]), length);
            }
            if (next == first + 1) {
                giveBlock(blocks[first], order);
            } else {
                giveRun(level, index, run);
            }
        }
    }

    /** Gives back slots of one word: one compare-and-set for all. */
    void giveRun(int level, int index, long run) {
        long before = metadata.setBits(geometry.word(level, index), run) | hints.emptied(level, index);
        announceNew(level, index, before, before | run);
    }

    /** Makes slots of a word free that the caller owns: answers what is free in the word now. */
    private long setFree(int level, int index, long run) {
        return metadata.setBits(geometry.word(level, index), run) | run;
    }

    /** Of a run of slots that the caller owns, gives back all behind the first {@code length} units. */
    void trim(int level, long offset, int slots, long length) {
        int whole = (int) (length >>> Geometry.slotShift(level));
        long rest = length - ((long) whole << Geometry.slotShift(level));
        if (whole + (rest == 0 ? 0 : 1) < slots) {
            int kept = whole + (rest == 0 ? 0 : 1);
            giveRun(level, Geometry.index(level, offset), Runs.mask(Geometry.slot(level, offset) + kept, slots - kept));
        }
        if (rest != 0) {
            int below = Geometry.index(level - 1, offset + ((long) whole << Geometry.slotShift(level)));
            int split = level - 1;
            long first = rest + (1L << Geometry.slotShift(split)) - 1 >>> Geometry.slotShift(split);
            publish(split, below, first == Runs.WORD ? 0 : ~Runs.mask(0, (int) first));
            trim(split, Geometry.offset(split, below, 0), (int) first, rest);
        }
    }
}
