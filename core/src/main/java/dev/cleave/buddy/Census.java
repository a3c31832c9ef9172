package dev.cleave.buddy;

import java.util.Arrays;

/**
 * A walk over the truth that finds every maximal free block, as if all magazines had been given back and all buddies merged.
 * Touches nothing; costs a read of each word, and runs beside everything else.
 */
final class Census {
    /** Is told of each maximal free block, in no particular order. */
    interface Visitor {
        void block(long offset, int order);
    }

    private static final int ORDER_BITS = 6;
    private static final int INITIAL = 64;
    private static final long[] NONE = {};

    private final Geometry geometry;
    private final Metadata metadata;
    private final OrderMap orderMap;
    private final Visitor visitor;

    /** What lies in magazines, in the order of offsets: each offset, shifted left by {@link #ORDER_BITS}, with the block's order. */
    private final long[] kept;

    Census(Geometry geometry, Metadata metadata, OrderMap orderMap, Magazines magazines, Visitor visitor) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.orderMap = orderMap;
        this.visitor = visitor;
        this.kept = keptIn(magazines);
        Arrays.sort(kept);
    }

    /** A census of which what lies in magazines counts as taken: it can be run any number of times, and makes no garbage. */
    Census(Geometry geometry, Metadata metadata, OrderMap orderMap, Visitor visitor) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.orderMap = orderMap;
        this.visitor = visitor;
        this.kept = NONE;
    }

    /** A block that was popped since the magazine was read is somebody's. */
    private long[] keptIn(Magazines magazines) {
        long[] found = new long[INITIAL];
        int count = 0;
        for (int order = 0; order < magazines.orders(); order++) {
            for (long block : magazines.kept(order)) {
                if (!orderMap.isBlock(block)) {
                    found = count < found.length ? found : Arrays.copyOf(found, 2 * count);
                    found[count++] = block << ORDER_BITS | order;
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Units in magazines. */
    long keptUnits() {
        long units = 0;
        for (long block : kept) {
            units += 1L << order(block);
        }
        return units;
    }

    /** Visits all. */
    void run() {
        walk(geometry.top, 0);
    }

    /** Visits what is free below a word, unless all of it is: then answers true, and the block is the caller's to visit. */
    private boolean walk(int level, int index) {
        long free = metadata.get(geometry.word(level, index)) | keptIn(level, index);
        if (level > 0) {
            free |= emptiedBelow(level, index, free);
        }
        if (free == -1L && level < geometry.top) {
            return true;
        }
        for (int order = 0; order <= Runs.WORD_ORDER; order++) {
            for (long starts = Runs.maximalStarts(free, order); starts != 0; starts &= starts - 1) {
                long offset = Geometry.offset(level, index, Long.numberOfTrailingZeros(starts));
                visitor.block(offset, Geometry.slotShift(level) + order);
            }
        }
        return false;
    }

    /** Of the slots of a word that are not free, those below which all is. Slots that one block covers are passed over. */
    private long emptiedBelow(int level, int index, long free) {
        long emptied = 0;
        long covered = 0;
        int words = geometry.words(level - 1);
        for (long split = ~free; split != 0; split &= split - 1) {
            int slot = Long.numberOfTrailingZeros(split);
            int below = Geometry.below(index, slot);
            if (below >= words) {
                break;
            }
            long start = Geometry.offset(level - 1, below, 0);
            long end = start + (1L << Geometry.slotShift(level));
            if (covered <= start) {
                covered = start + orderMap.unitsAt(start);
            }
            if (covered < end && walk(level - 1, below)) {
                emptied |= 1L << slot;
            }
        }
        return emptied;
    }

    /** Slots of a word that lie in magazines. */
    private long keptIn(int level, int index) {
        if (kept.length == 0 || level > 1) {
            return 0;
        }
        long first = Geometry.offset(level, index, 0);
        int at = Arrays.binarySearch(kept, first << ORDER_BITS);
        long slots = 0;
        for (int i = at < 0 ? -at - 1 : at; i < kept.length
                && offset(kept[i]) < first + (1L << Geometry.slotShift(level + 1)); i++) {
            int order = order(kept[i]);
            if (geometry.levelOf(order) == level) {
                slots |= Runs.mask(Geometry.slot(level, offset(kept[i])), 1 << order - Geometry.slotShift(level));
            }
        }
        return slots;
    }

    private static long offset(long block) {
        return block >>> ORDER_BITS;
    }

    private static int order(long block) {
        return (int) block & (1 << ORDER_BITS) - 1;
    }
}
