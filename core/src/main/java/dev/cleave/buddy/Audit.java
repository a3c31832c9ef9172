package dev.cleave.buddy;

/**
 * Checks every invariant of a space in which nothing runs: each unit is free at one level, kept in
 * a magazine or part of one block, and every maximal free run can be found.
 */
final class Audit {
    private final Geometry geometry;
    private final Metadata metadata;
    private final Hints hints;
    private final OrderMap orderMap;
    private final Magazines magazines;

    Audit(Geometry geometry, Metadata metadata, Hints hints, OrderMap orderMap, Magazines magazines) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.hints = hints;
        this.orderMap = orderMap;
        this.magazines = magazines;
    }

    /** Throws {@link IllegalStateException} that names what is broken. */
    void run() {
        byte[] owners = new byte[Math.toIntExact(geometry.units)];
        for (int level = geometry.top; level >= 0; level--) {
            for (int index = 0; index < geometry.words(level); index++) {
                long free = metadata.get(geometry.word(level, index));
                for (long left = free; left != 0; left &= left - 1) {
                    long offset = Geometry.offset(level, index, Long.numberOfTrailingZeros(left));
                    own(owners, offset, 1L << Geometry.slotShift(level), "free at level " + level);
                }
                checkHints(level, index);
            }
        }
        for (int order = 0; order < magazines.orders(); order++) {
            for (long block : magazines.kept(order)) {
                own(owners, block, 1L << order, "kept in a magazine");
            }
        }
        for (long offset = 0; offset < geometry.units; offset++) {
            if (orderMap.isBlock(offset)) {
                own(owners, offset, orderMap.unitsOf(offset), "allocated");
            }
        }
        for (int unit = 0; unit < owners.length; unit++) {
            require(owners[unit] == 1, "unit " + unit + " is neither free nor kept nor allocated");
        }
    }

    private void own(byte[] owners, long offset, long length, String as) {
        require(offset + length <= geometry.units, length + " units at " + offset + ", " + as + ", reach past the end");
        for (long unit = offset; unit < offset + length; unit++) {
            require(owners[(int) unit]++ == 0, "unit " + unit + " is " + as + ", and something else too");
        }
    }

    /**
     * A run that is all stale needs no hint: nothing is free there. Whoever took a block of which
     * an emptied slot is part may leave the slot's mark, and whatever is left of the run around it
     * was announced without.
     */
    private void checkHints(int level, int index) {
        long marked = hints.freeSlots(level, index);
        long free = free(level, index);
        long runs = Runs.maximalOrders(marked);
        for (int order = 0; order <= Runs.WORD_ORDER; order++) {
            if ((runs >>> order & 1) != 0 && holdsFree(marked, free, order)) {
                boolean emptied = order == Runs.WORD_ORDER && level < geometry.top;
                require(
                        emptied
                                ? isEmptiedKnown(level, index)
                                : isKnown(level, index, Geometry.slotShift(level) + order),
                        "no hint leads to the run of order " + (Geometry.slotShift(level) + order) + " in word " + index
                                + " of level "
                                + level);
            }
        }
    }

    /**
     * Whether one of the maximal runs of an order among the marked slots has a slot that is free.
     */
    private static boolean holdsFree(long marked, long free, int order) {
        for (long starts = Runs.maximalStarts(marked, order); starts != 0; starts &= starts - 1) {
            if ((free & Runs.mask(Long.numberOfTrailingZeros(starts), 1 << order)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The slots of a word that are free, or marked as emptied and so indeed. */
    private long free(int level, int index) {
        long free = metadata.get(geometry.word(level, index));
        for (long marked = hints.emptied(level, index) & ~free; marked != 0; marked &= marked - 1) {
            int slot = Long.numberOfTrailingZeros(marked);
            if (free(level - 1, Geometry.below(index, slot)) == -1L) {
                free |= 1L << slot;
            }
        }
        return free;
    }

    private boolean isEmptiedKnown(int level, int index) {
        return (metadata.get(geometry.emptiedPlane(level + 1, Geometry.above(index))) >>> index & 1) != 0;
    }

    private boolean isKnown(int level, int index, int order) {
        int below = index;
        for (int above = level + 1; above <= geometry.top; above++) {
            if ((metadata.get(geometry.plane(above, Geometry.above(below), order)) >>> below & 1) == 0) {
                return false;
            }
            below = Geometry.above(below);
        }
        return (hints.orders() >>> order & 1) != 0;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
