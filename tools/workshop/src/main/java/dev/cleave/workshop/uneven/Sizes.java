package dev.cleave.workshop.uneven;

import java.util.Arrays;

/**
 * The sizes of blocks, ascending, such that each splits into the next smaller on its left and another size on its right.
 *
 * <pre>
 *   weighted    12 = 8 + 4    8 = 6 + 2    6 = 4 + 2    4 = 3 + 1    3 = 2 + 1    2 = 1 + 1
 *   fibonacci   13 = 8 + 5    8 = 5 + 3    5 = 3 + 2                 3 = 2 + 1    2 = 1 + 1
 *   binary      16 = 8 + 8    8 = 4 + 4                 4 = 2 + 2                 2 = 1 + 1
 * </pre>
 *
 * <p>A size is named by its index; 0 is that of a single unit, which does not split.
 */
final class Sizes {
    private final long[] units;
    private final int[] right;

    /**
     * A table.
     *
     * @param ascending 1 first; the difference of two neighbours must itself be in the table
     */
    Sizes(long... ascending) {
        units = ascending.clone();
        right = new int[units.length];
        if (units.length == 0 || units[0] != 1) {
            throw new IllegalArgumentException("the smallest size must be 1 unit: " + Arrays.toString(ascending));
        }
        for (int size = 1; size < units.length; size++) {
            right[size] = Arrays.binarySearch(units, 0, size, units[size] - units[size - 1]);
            if (right[size] < 0) {
                throw new IllegalArgumentException("size " + units[size] + " does not split into " + units[size - 1]
                        + " and another size: " + Arrays.toString(ascending));
            }
        }
    }

    /** How many sizes there are. */
    int count() {
        return units.length;
    }

    /** Units of a block of this size. */
    long unitsOf(int size) {
        return units[size];
    }

    /** The size of the left part of a block of this size, 1 or more. */
    int leftOf(int size) {
        return size - 1;
    }

    /** The size of the right part of a block of this size, 1 or more. */
    int rightOf(int size) {
        return right[size];
    }

    /** The size of a block whose left part has this size. */
    int parentOfLeft(int size) {
        return size + 1;
    }

    /** The smallest size of so many units or more, or {@link #count} when all are smaller. */
    int atLeast(long wanted) {
        int found = Arrays.binarySearch(units, wanted);
        return found >= 0 ? found : -found - 1;
    }

    /** The largest size of so many units, 1 or more, or fewer. */
    int atMost(long room) {
        int found = Arrays.binarySearch(units, room);
        return found >= 0 ? found : -found - 2;
    }
}
