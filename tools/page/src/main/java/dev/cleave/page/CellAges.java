package dev.cleave.page;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Since when each cell's use has not changed, as far as it was looked at. Two changes between looks
 * that cancel each other are not seen.
 */
final class CellAges {
    private static final List<String> NAMES =
            List.of("empty", "changed within 1 s", "within 10 s", "within a minute", "within 10 minutes", "older");

    private static final long[] LIMITS_SECONDS = {1, 10, 60, 600};

    private final LongSupplier clock;
    private final int[] before;
    private final long[] changedAt;

    /** @param clock nanoseconds */
    CellAges(int cells, LongSupplier clock) {
        this.clock = clock;
        before = new int[cells];
        changedAt = new long[cells];
        Arrays.fill(changedAt, clock.getAsLong());
    }

    /** Each cell has so many units used now. */
    synchronized void look(int[] used) {
        long now = clock.getAsLong();
        for (int cell = 0; cell < before.length; cell++) {
            if (used[cell] != before[cell]) {
                before[cell] = used[cell];
                changedAt[cell] = now;
            }
        }
    }

    /** Enters into a map how old what lies in each cell is. */
    synchronized void colour(CellMap map, int[] used) {
        map.order(NAMES);
        long now = clock.getAsLong();
        for (int cell = 0; cell < before.length; cell++) {
            map.kind(cell, used[cell] == 0 ? NAMES.getFirst() : name((now - changedAt[cell]) / 1_000_000_000));
        }
    }

    private static String name(long seconds) {
        int step = 0;
        while (step < LIMITS_SECONDS.length && seconds >= LIMITS_SECONDS[step]) {
            step++;
        }
        return NAMES.get(1 + step);
    }
}
