package dev.cleave.verify.history;

/**
 * The sequential specification: a count. A unit can be had while fewer than all are used, the whole when none is.
 *
 * <p>Which unit a request gets is the space's choice, so requests are only such whose answer does not depend on that choice; that no unit is given
 * twice is checked by the owner of each unit, in {@link LinearizableSpace}.
 */
public class CountedUnits {
    private final int units;
    private final int[][] held = new int[LinearizableSpace.THREADS + 1][LinearizableSpace.MOST_HELD];
    private final int[] heldCount = new int[LinearizableSpace.THREADS + 1];
    private int used;

    CountedUnits(int units) {
        this.units = units;
    }

    /** Takes a unit. */
    public boolean unit(int thread) {
        return take(thread, 1);
    }

    /** Takes all units as one block. */
    public boolean whole(int thread) {
        return take(thread, units);
    }

    /** Gives back what the thread took last. */
    public boolean give(int thread) {
        if (heldCount[thread] == 0) {
            return false;
        }
        used -= held[thread][--heldCount[thread]];
        return true;
    }

    private boolean take(int thread, int count) {
        if (used + count > units) {
            return false;
        }
        held[thread][heldCount[thread]++] = count;
        used += count;
        return true;
    }
}
