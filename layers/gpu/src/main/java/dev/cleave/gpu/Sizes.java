package dev.cleave.gpu;

/** Checks and roundings of byte counts. */
final class Sizes {
    /** The most bytes that any request may ask for: what is rounded up stays far from overflow. */
    static final long MOST = 1L << 56;

    private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Sizes() {}

    /** A number that is 1 or more. */
    static long requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + ": it must be 1 or more");
        }
        return value;
    }

    /** A number of bytes from 1 to {@link #MOST}. */
    static long requireSize(String what, long byteSize) {
        if (byteSize < 1 || byteSize > MOST) {
            throw new IllegalArgumentException(what + " of " + byteSize + " bytes: allowed are 1 to " + MOST);
        }
        return byteSize;
    }

    /** A power of two. */
    static long requirePowerOfTwo(String what, long value) {
        if (value < 1 || Long.bitCount(value) != 1) {
            throw new IllegalArgumentException(what + " " + value + ": it must be a power of two");
        }
        return value;
    }

    /** The next multiple of a power of two, at least the value itself. */
    static long roundUp(long value, long powerOfTwo) {
        return (value + powerOfTwo - 1) & -powerOfTwo;
    }

    /** The multiple of a power of two before a value, or the value itself. */
    static long roundDown(long value, long powerOfTwo) {
        return value & -powerOfTwo;
    }

    /** A count of bytes for people: "12.5 MiB". */
    static String text(long byteSize) {
        double value = byteSize;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < BINARY_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return value == Math.rint(value)
                ? String.format(java.util.Locale.ROOT, "%.0f %s", value, BINARY_UNITS[unit])
                : String.format(java.util.Locale.ROOT, "%.1f %s", value, BINARY_UNITS[unit]);
    }
}
