package dev.cleave.heap;

/**
 * The sizes of slots: pure functions. Eight steps a doubling from 128 bytes up, so that rounding costs at most an eighth;
 * multiples of 8 below.
 *
 * <pre>
 *   class    0   1   2 … 15    16   17  …  23   24   25 …     79
 *   bytes    8  16  24 … 128   144  160 …  256  288  320 …    32768
 * </pre>
 */
final class SizeClasses {
    /** Bytes of the largest slot; what is larger is a block of the pool. */
    static final int LARGEST = 32 << 10;

    /** Up to here classes are multiples of 8. */
    private static final int FINE = 128;

    private static final int GRAIN_SHIFT = 3;
    private static final int STEPS_SHIFT = 3;

    /** The steps of a doubling, but the last: a mask. */
    private static final int STEPS_MASK = (1 << STEPS_SHIFT) - 1;

    private static final int FINE_SHIFT = 7;

    /** The class of {@link #FINE} bytes. */
    private static final int FINE_CLASS = (FINE >> GRAIN_SHIFT) - 1;

    /** How many classes there are. */
    static final int COUNT = FINE_CLASS + 1 + (Integer.numberOfTrailingZeros(LARGEST) - FINE_SHIFT << STEPS_SHIFT);

    private static final int[] BYTES = bytes();

    private SizeClasses() {}

    private static int[] bytes() {
        int[] bytes = new int[COUNT];
        for (int each = 0; each < COUNT; each++) {
            int beyond = each - FINE_CLASS - 1;
            int doubling = FINE << Math.max(0, beyond >> STEPS_SHIFT);
            bytes[each] =
                    beyond < 0
                            ? each + 1 << GRAIN_SHIFT
                            : doubling + (doubling >> STEPS_SHIFT) * ((beyond & STEPS_MASK) + 1);
        }
        return bytes;
    }

    /** The smallest class whose slots hold so many bytes, 1 to {@link #LARGEST}. */
    static int of(int byteSize) {
        if (byteSize <= FINE) {
            return byteSize - 1 >>> GRAIN_SHIFT;
        }
        int last = byteSize - 1;
        int doubling = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(last);
        int step = last >>> doubling - STEPS_SHIFT & STEPS_MASK;
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
