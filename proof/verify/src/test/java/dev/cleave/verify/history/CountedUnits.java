package dev.cleave.verify.history;

/**
 * The sequential specification: a count. A unit can be had while fewer than all are used, the whole when none is.
 *
 * <p>Which unit a request gets is the space's choice, so requests are only such whose answer does not depend on that choice; that no unit is given
 * twice is checked in {@link LinearizableSpace}.
 */
public class CountedUnits {
    private final int units;
    private final int[][] held = new int[LinearizableSpace.THREADS][LinearizableSpace.MOST_HELD];
    private final int[] heldCount = new int[LinearizableSpace.THREADS];
    private int used;

    CountedUnits(int units) {
        this.units = units;
    }

    /** As if each thread had taken one unit already. */
    final void oneHeldByEach() {
        for (int holder = 0; holder < LinearizableSpace.THREADS; holder++) {
            take(holder, 1);
        }
    }

    /** Takes a unit. */
    public boolean unit(int thread) {
        return take(LinearizableSpace.holder(thread), 1);
    }

    /** Takes all units as one block. */
    public boolean whole(int thread) {
        return take(LinearizableSpace.holder(thread), units);
    }

    /** Gives back what the thread took last. */
    public boolean give(int thread) {
        int holder = LinearizableSpace.holder(thread);
        if (heldCount[holder] == 0) {
            return false;
        }
        used -= held[holder][--heldCount[holder]];
        return true;
    }

    private boolean take(int holder, int count) {
        if (used + count > units) {
            return false;
        }
        held[holder][heldCount[holder]++] = count;
        used += count;
        return true;
    }
}
