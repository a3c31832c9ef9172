package dev.cleave.heap;

/**
 * The sizes of slots: pure functions. Eight steps a doubling from 128 bytes up, so that rounding costs at most an eighth;
 * multiples of 16 below, and 8.
 *
 * <pre>
 *   class    0   1   2 … 8     9   10  …  16   17   18 …     72
 *   bytes    8  16  32 … 128   144 160 …  256  288  320 …    32768
 * </pre>
 */
final class SizeClasses {
    /** Bytes of the largest slot; what is larger is a block of the pool. */
    static final int LARGEST = 32 << 10;

    /** Up to here classes are multiples of {@link #GRAIN}. */
    private static final int FINE = 128;

    private static final int GRAIN = 16;
    private static final int STEPS_SHIFT = 3;
    private static final int FINE_SHIFT = 7;

    /** The class of {@link #FINE} bytes. */
    private static final int FINE_CLASS = FINE / GRAIN;

    /** How many classes there are. */
    static final int COUNT = FINE_CLASS + 1 + (Integer.numberOfTrailingZeros(LARGEST) - FINE_SHIFT << STEPS_SHIFT);

    private static final int[] BYTES = bytes();

    private SizeClasses() {}

    private static int[] bytes() {
        int[] bytes = new int[COUNT];
        bytes[0] = GRAIN / 2;
        for (int each = 1; each < COUNT; each++) {
            int beyond = each - FINE_CLASS - 1;
            int doubling = FINE << Math.max(0, beyond >> STEPS_SHIFT);
            bytes[each] = beyond < 0 ? each * GRAIN : doubling + (doubling >> STEPS_SHIFT) * ((beyond & 7) + 1);
        }
        return bytes;
    }

    /** The smallest class whose slots hold so many bytes, 1 to {@link #LARGEST}. */
    static int of(int byteSize) {
        if (byteSize <= FINE) {
            return byteSize <= GRAIN / 2 ? 0 : byteSize + GRAIN - 1 >>> 4;
        }
        int last = byteSize - 1;
        int doubling = 31 - Integer.numberOfLeadingZeros(last);
        int step = last >>> doubling - STEPS_SHIFT & 7;
        return FINE_CLASS + 1 + (doubling - FINE_SHIFT << STEPS_SHIFT) + step;
    }

    /** The smallest class whose slots hold so many bytes at a multiple of the alignment, or {@link #COUNT}. */
    static int of(int byteSize, long byteAlignment) {
        int sizeClass = of(byteSize);
        while (sizeClass < COUNT && (BYTES[sizeClass] & byteAlignment - 1) != 0) {
            sizeClass++;
        }
        return sizeClass;
    }

    /** Bytes of a slot of this class. */
    static int bytes(int sizeClass) {
        return BYTES[sizeClass];
    }
}
