package dev.cleave.cache;

/**
 * What an entry costs, in 14 bits: pure functions. A count of eighths of bytes that is exact up to
 * 8 KiB, and rounded down by less than a 512th above, as the leading bits and their place.
 *
 * <pre>
 *   13        9 8                       0
 *   +----------+------------------------+
 *   | exponent | fraction               |   exponent 0: fraction, else (512 + fraction) &lt;&lt; exponent - 1
 *   +----------+------------------------+
 * </pre>
 */
final class NodeCost {
    private static final int GRAIN_SHIFT = 3;
    private static final int FRACTION_BITS = 9;
    private static final int LEADING = 1 << FRACTION_BITS;

    private NodeCost() {}

    /** A cost of 8 bytes and more, as 14 bits that are not 0. */
    static int of(long bytes) {
        long grains = bytes >>> GRAIN_SHIFT;
        if (grains < LEADING) {
            return (int) grains;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(grains) - FRACTION_BITS;
        return shift + 1 << FRACTION_BITS | (int) (grains >>> shift) & LEADING - 1;
    }

    static long bytes(int cost) {
        int exponent = cost >>> FRACTION_BITS;
        int fraction = cost & LEADING - 1;
        return exponent == 0
                ? (long) fraction << GRAIN_SHIFT
                : (long) (LEADING | fraction) << exponent - 1 + GRAIN_SHIFT;
    }
}
