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
    private final FreeUnits units;
    private final Hints hints;
    private final Tree tree;
    private final Lanes lanes;

    Ranges(Geometry geometry, FreeUnits units, Hints hints, Tree tree, Lanes lanes) {
        this.geometry = geometry;
        this.units = units;
        this.hints = hints;
        this.tree = tree;
        this.lanes = lanes;
    }

    /**
     * Takes exactly so many units that begin at a multiple of 2<sup>alignment</sup>, from where a hint leads to a free block of that order, or of the
     * one around them if that is larger; or {@link Offsets#NONE}.
     */
    long takeExact(long count, int alignment, int stripe) {
        int around = Runs.orderAround(count);
        if (alignment > around) {
            return takeHead(count, alignment, stripe);
        }
        if (Long.bitCount(count) == 1) {
            return tree.take(around, stripe);
        }
        int level = Math.min(Runs.orderWithin(count) / Runs.WORD_ORDER, geometry.top);
        int slots = (int) (count + (1L << Geometry.slotShift(level)) - 1 >>> Geometry.slotShift(level));
        if (slots == Runs.WORD && level < geometry.top) {
            level++;
            slots = 1;
        }
        return level == 0
                ? tree.take(0, slots, around, alignment, stripe)
                : takeSlots(count, level, slots, around, stripe);
    }

    /** A run of slots that holds so many units; what is behind them is given back. */
    private long takeSlots(long count, int level, int slots, int order, int stripe) {
        if (hints.orders() >>> order == 0) {
            return Offsets.NONE;
        }
        lanes.beginHiding(stripe);
        long block = tree.take(level, slots, order, order, stripe);
        if (block != Offsets.NONE) {
            tree.trim(level, block, slots, count);
        }
        lanes.endHiding(stripe);
        return block;
    }

    /** A block of an order larger than what is asked for, of which all behind it is given back. */
    private long takeHead(long count, int order, int stripe) {
        if (hints.orders() >>> order == 0) {
            return Offsets.NONE;
        }
        lanes.beginHiding(stripe);
        long block = tree.take(order, stripe);
        if (block != Offsets.NONE) {
            give(block + count, (1L << order) - count);
        }
        lanes.endHiding(stripe);
        return block;
    }

    /**
     * Takes {@code length} units from an offset, if all of them are free. Several pieces are tried only where all were seen free, for the
     * first are out of sight until the last is had.
     */
    boolean take(long offset, long length, int stripe) {
        if (isOnePiece(offset, length)) {
            return takePieces(offset, length, stripe);
        }
        if (!units.isFree(offset, offset + length)) {
            return false;
        }
        lanes.beginHiding(stripe);
        boolean taken = takePieces(offset, length, stripe);
        lanes.endHiding(stripe);
        return taken;
    }

    private boolean takePieces(long offset, long length, int stripe) {
        long end = offset + length;
        long at = offset;
        while (at < end) {
            int level = level(at, end - at);
            int slots = slots(level, at, end - at);
            if (!tree.takeAt(level, Geometry.index(level, at), Runs.mask(Geometry.slot(level, at), slots), stripe)) {
                give(offset, at - offset);
                return false;
            }
            at += (long) slots << Geometry.slotShift(level);
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
            tree.giveRun(level, Geometry.index(level, at), Runs.mask(Geometry.slot(level, at), slots));
            at += (long) slots << Geometry.slotShift(level);
        }
    }

    /** Whether one compare-and-set takes these units. */
    private boolean isOnePiece(long offset, long length) {
        int level = level(offset, length);
        return (long) slots(level, offset, length) << Geometry.slotShift(level) == length;
    }

    /** The level of the first piece of what is left of a range. */
    private int level(long at, long left) {
        int byLength = Runs.orderWithin(left) / Runs.WORD_ORDER;
        int byPlace = Long.numberOfTrailingZeros(at) / Runs.WORD_ORDER;
        return Math.min(geometry.top, Math.min(byLength, byPlace));
    }

    /** The slots of the first piece of what is left of a range. */
    private static int slots(int level, long at, long left) {
        return (int) Math.min(left >>> Geometry.slotShift(level), Runs.WORD - Geometry.slot(level, at));
    }
}
