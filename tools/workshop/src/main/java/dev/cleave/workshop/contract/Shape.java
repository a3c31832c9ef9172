package dev.cleave.workshop.contract;

/**
 * How long a line of units is, and how large the largest block on it.
 *
 * @param units 1 to 2^40; any number, not only powers of two
 * @param maxOrder order of the largest block, 0 to the order of the largest power of two that fits
 */
public record Shape(long units, int maxOrder) {
    /** The most units. */
    public static final long MOST_UNITS = 1L << 40;

    /** Checks the ranges. */
    public Shape {
        if (units < 1 || units > MOST_UNITS) {
            throw new IllegalArgumentException(units + " units: allowed are 1 to " + MOST_UNITS);
        }
        if (maxOrder < 0 || maxOrder > orderNotAbove(units)) {
            throw new IllegalArgumentException(
                    "largest order " + maxOrder + ": allowed for " + units + " units are 0 to "
                            + orderNotAbove(units));
        }
    }

    /** So many units, and blocks as large as fit. */
    public static Shape of(long units) {
        return new Shape(units, units < 1 ? 0 : orderNotAbove(units));
    }

    /**
     * The shape of a capacity in bytes.
     *
     * @param capacity in bytes; what is left over beyond whole minimum blocks is not used
     * @param minimumBlock bytes of a unit, a power of two
     * @param maximumBlock bytes of the largest block, a power of two, at least the smallest
     */
    public static Shape ofBytes(long capacity, long minimumBlock, long maximumBlock) {
        requirePowerOfTwo("minimum", minimumBlock);
        requirePowerOfTwo("maximum", maximumBlock);
        if (maximumBlock < minimumBlock || capacity < maximumBlock) {
            throw new IllegalArgumentException("minimum block " + minimumBlock + ", maximum block " + maximumBlock
                    + ", capacity " + capacity + " bytes: none may be larger than the next");
        }
        return new Shape(capacity / minimumBlock, Long.numberOfTrailingZeros(maximumBlock / minimumBlock));
    }

    private static void requirePowerOfTwo(String which, long bytes) {
        if (Long.bitCount(bytes) != 1 || bytes < 0) {
            throw new IllegalArgumentException(which + " block of " + bytes + " bytes: it must be a power of two");
        }
    }

    /** The order, if it is in range. */
    public int requireOrder(int order) {
        if (order < 0 || order > maxOrder) {
            throw new IllegalArgumentException("order " + order + ": allowed are 0 to " + maxOrder);
        }
        return order;
    }

    /** The offset, if it is that of a unit. */
    public long requireOffset(long offset) {
        if (offset < 0 || offset >= units) {
            throw new IllegalArgumentException("offset " + offset + " is out of range: the space has units 0 to "
                    + (units - 1));
        }
        return offset;
    }

    /**
     * The number of units, if it is no more than an algorithm can have whose books are arrays.
     *
     * @param most how many units it can have
     */
    public int requireUnits(int most) {
        if (units > most) {
            throw new IllegalArgumentException(
                    units + " units: this algorithm's books are arrays of at most " + most + "; make the units larger");
        }
        return (int) units;
    }

    /** The smallest order whose blocks hold so many units, 1 to 2^maxOrder. */
    public int orderOf(long count) {
        if (count < 1 || count > 1L << maxOrder) {
            throw new IllegalArgumentException(count + " units: allowed are 1 to " + (1L << maxOrder));
        }
        return count == 1 ? 0 : orderNotAbove(count - 1) + 1;
    }

    /** Shows the largest aligned blocks that the line is made of, lowest first: the free blocks of a fresh space. */
    public void forEachRoot(FreeBlockVisitor visitor) {
        forEachAligned(0, units, visitor);
    }

    /** Shows the largest aligned blocks that the units from {@code start} to before {@code end} are made of, lowest first. */
    public void forEachAligned(long start, long end, FreeBlockVisitor visitor) {
        for (long at = start; at < end;) {
            int aligned = at == 0 ? maxOrder : Long.numberOfTrailingZeros(at);
            long count = 1L << Math.min(Math.min(aligned, maxOrder), orderNotAbove(end - at));
            visitor.visit(at, count);
            at += count;
        }
    }

    private static int orderNotAbove(long count) {
        return 63 - Long.numberOfLeadingZeros(count);
    }
}
