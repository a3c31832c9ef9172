package dev.cleave.lab.experiment.density;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The sizes that a pool is filled with: from a unit to an eighth of the pool, the awkward ones
 * among them (a power of two, and just above and below it), the others spread evenly by their
 * logarithm. All are whole units but those just above a large power of two, of which the rest of a
 * unit is little.
 */
final class FillSizes {
    /** How many sizes there are, unless there are not so many. */
    static final int COUNT = 200;

    /** The pool in terms of the largest. */
    static final int SHARE = 8;

    private static final long UNIT = OrderedBlocks.UNIT;

    /** From so many units on a size that is no whole unit wastes less than half a percent. */
    private static final int LARGE_UNITS = 256;

    private static final int LITTLE_BYTES = 64;

    /** Points that are tried; where sizes are few, most of them are there already. */
    private static final int MOST_POINTS = 1 << 14;

    private FillSizes() {}

    /** The sizes for a pool, in ascending order. */
    static List<Long> of(long capacity) {
        long most = capacity / SHARE / UNIT;
        SortedSet<Long> sizes = awkward(most);
        for (int point = 0; sizes.size() < COUNT && point < MOST_POINTS; point++) {
            sizes.add(Math.round(Math.pow((double) most, spread(point))) * UNIT);
        }
        return List.copyOf(sizes);
    }

    private static SortedSet<Long> awkward(long most) {
        SortedSet<Long> sizes = new TreeSet<>();
        sizes.add(most * UNIT);
        for (long units = 1; units <= most; units *= 2) {
            sizes.add(units * UNIT);
            if (units > 1) {
                sizes.add((units - 1) * UNIT);
            }
            if (units < most) {
                sizes.add((units + 1) * UNIT);
            }
            if (units >= LARGE_UNITS && units < most) {
                sizes.add(units * UNIT + LITTLE_BYTES);
            }
        }
        return sizes;
    }

    /**
     * Points of 0 to 1, each in the largest gap that those before it left: the bits of its number
     * behind the point, mirrored.
     */
    private static double spread(int point) {
        return (Integer.reverse(point) >>> 1) / (double) Integer.MAX_VALUE;
    }
}
