package dev.cleave.buddy;

/**
 * Claims given ranges rather than any: piece by piece, from the lowest up, or not at all; and gives them back. A piece is a run of slots
 * in one word, on the highest level that place and length allow.
 *
 * <pre>
 *   units 8 to 300     | 8 … 63     | 64 … 255   | 256 … 300  |
 *   pieces             | 56 units   | 3 slots of | 45 units   |
 *                      | of word 0  | level 1    | of word 4  |
 * </pre>
 */
final class Ranges {
    private final Geometry geometry;
    private final Metadata metadata;
    private final Tree tree;
    private final Stripes stripes;

    Ranges(Geometry geometry, Metadata metadata, Tree tree, Stripes stripes) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.tree = tree;
        this.stripes = stripes;
    }

    /** Takes exactly so many units, aligned as the power of two around them, from where a hint leads to; or {@link BuddySpace#NO_BLOCK}. */
    long takeExact(long count, int stripe) {
        int order = Runs.orderAround(count);
        if (Long.bitCount(count) == 1) {
            return tree.take(order, stripe);
        }
        int level = Math.min((63 - Long.numberOfLeadingZeros(count)) / 6, geometry.top);
        int slots = (int) (count + (1L << 6 * level) - 1 >>> 6 * level);
        if (slots == 64 && level < geometry.top) {
            level++;
            slots = 1;
        }
        if (level == 0) {
            return tree.take(0, slots, order, stripe);
        }
        stripes.beginHiding(stripe);
        long block = tree.take(level, slots, order, stripe);
        if (block != BuddySpace.NO_BLOCK) {
            tree.trim(level, block, slots, count);
        }
        stripes.endHiding(stripe);
        return block;
    }

    /** Takes {@code length} units from an offset, if all of them are free. */
    boolean take(long offset, long length, int stripe) {
        if (isOnePiece(offset, length)) {
            return takePieces(offset, length, stripe);
        }
        stripes.beginHiding(stripe);
        boolean taken = takePieces(offset, length, stripe);
        stripes.endHiding(stripe);
        return taken;
    }

    /** As {@link #take}; of several pieces, the first are out of sight until the last is had, or until they are given back: the caller announces that. */
    boolean takePieces(long offset, long length, int stripe) {
        long end = offset + length;
        long at = offset;
        while (at < end) {
            int level = level(at, end - at);
            int slots = slots(level, at, end - at);
            if (!tree.takeAt(level, Tree.index(level, at), Runs.mask(Tree.position(level, at), slots), stripe)) {
                give(offset, at - offset);
                return false;
            }
            at += (long) slots << 6 * level;
        }
        return true;
    }

    /** Gives back {@code length} units from an offset: any part of a block that the caller owns. */
    void give(long offset, long length) {
        long end = offset + length;
        long at = offset;
        while (at < end) {
            int level = level(at, end - at);
            int slots = slots(level, at, end - at);
            tree.giveRun(level, Tree.index(level, at), Runs.mask(Tree.position(level, at), slots));
            at += (long) slots << 6 * level;
        }
    }

    /** Whether one compare-and-set takes these units. */
    boolean isOnePiece(long offset, long length) {
        int level = level(offset, length);
        return (long) slots(level, offset, length) << 6 * level == length;
    }

    /** The level of the first piece of what is left of a range. */
    private int level(long at, long left) {
        int byLength = (63 - Long.numberOfLeadingZeros(left)) / 6;
        int byPlace = Long.numberOfTrailingZeros(at) / 6;
        return Math.min(geometry.top, Math.min(byLength, byPlace));
    }

    /** The slots of the first piece of what is left of a range. */
    private static int slots(int level, long at, long left) {
        return (int) Math.min(left >>> 6 * level, 64 - Tree.position(level, at));
    }

    /**
     * Looks through the whole space for exactly {@code length} free units, no power of two, and takes the lowest. A hole smaller than
     * the block around them is no run that hints would lead to, so this is the last resort of a request that would fail.
     */
    long takeAnywhere(long length, int stripe) {
        return length < 64 ? takeInWord((int) length, stripe) : takeAligned(length, stripe);
    }

    private long takeInWord(int length, int stripe) {
        int order = Runs.orderAround(length);
        for (int index = 0; index < geometry.words(0); index++) {
            int word = geometry.word(0, index);
            long free = metadata.get(word);
            int position = Runs.exactFit(free, length, order);
            while (position >= 0) {
                if (tree.takeAt(0, index, Runs.mask(position, length), stripe)) {
                    return (long) index << 6 | position;
                }
                position = Runs.exactFit(metadata.get(word), length, order);
            }
        }
        return BuddySpace.NO_BLOCK;
    }

    private long takeAligned(long length, int stripe) {
        long step = Long.highestOneBit(length) << 1;
        long found = BuddySpace.NO_BLOCK;
        stripes.beginHiding(stripe);
        for (long offset = 0; found == BuddySpace.NO_BLOCK && offset + length <= geometry.units; offset += step) {
            found = takePieces(offset, length, stripe) ? offset : BuddySpace.NO_BLOCK;
        }
        stripes.endHiding(stripe);
        return found;
    }
}
