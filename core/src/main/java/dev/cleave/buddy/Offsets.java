package dev.cleave.buddy;

/** The offset that is none, and what may be asked of a space: checks that every class of this package may make. */
final class Offsets {
    /** Stands for an offset where there is no block: {@link BuddySpace#NO_BLOCK} to callers. */
    static final long NONE = -1;

    private Offsets() {}

    static void checkOrder(int order, int maxOrder) {
        if (order < 0 || order > maxOrder) {
            throw new IllegalArgumentException("order " + order + ": this space has orders 0 to " + maxOrder);
        }
    }

    static void checkCount(long count, long most) {
        if (count < 1 || count > most) {
            throw new IllegalArgumentException(count + " units: allowed are 1 to " + most);
        }
    }

    /** That so many units can lie at an offset of a space of {@code units} units. */
    static void checkPlace(long offset, long count, long units) {
        checkCount(count, units);
        if (offset < 0 || offset > units - count) {
            throw new IllegalArgumentException(
                    "offset " + offset + " for " + count + " units: allowed are 0 to " + (units - count));
        }
    }

    /** That a block of an order can lie at an offset: answers its units. */
    static long checkBlock(long offset, int order, int maxOrder, long units) {
        checkOrder(order, maxOrder);
        long length = 1L << order;
        if (offset < 0 || offset > units - length || (offset & length - 1) != 0) {
            throw new IllegalArgumentException("offset " + offset + " for a block of order " + order
                    + ": allowed are multiples of " + length + " from 0 to " + (units - length));
        }
        return length;
    }
}
