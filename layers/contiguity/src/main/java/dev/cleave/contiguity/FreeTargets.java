package dev.cleave.contiguity;

import dev.cleave.memory.PoolRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places for blocks that leave a window: in the fullest cells first, so that emptying one window
 * does not break another. Cells in which something lies that cannot move come before all others, as
 * no window can be made of them anyway. Whole ones come last, and only where they may be broken.
 */
final class FreeTargets {
    private final BlockPlaces places;
    private final BlockStore store;
    private final Landscape landscape;

    /** Cells to look in, the best first. */
    private final int[] order;

    /** Where a block that fits in no cell may lie nevertheless: outside of these. */
    private final List<PoolRange> forbidden;

    /** @param mayBreak whether cells that are free as a whole may be broken */
    FreeTargets(BlockStore store, BlockPlaces places, Landscape landscape, Window window, boolean mayBreak) {
        this.places = places;
        this.landscape = landscape;
        this.store = store;
        order = order(landscape, window);
        forbidden = new ArrayList<>(List.of(places.range(window.from(), window.end())));
        if (!mayBreak) {
            addWholeCells();
        }
    }

    private static int[] order(Landscape landscape, Window window) {
        long[] keys = new long[landscape.cells()];
        int count = 0;
        for (int cell = 0; cell < landscape.cells(); cell++) {
            boolean inside = window.overlaps(landscape.unitOf(cell), landscape.endOf(cell) - landscape.unitOf(cell));
            if (!inside && landscape.free[cell] > 0 && !landscape.isEmpty(cell)) {
                long emptiness = landscape.free[cell] + (landscape.fixed.get(cell) ? 0L : 1L << landscape.cellShift);
                keys[count++] = emptiness << Integer.SIZE | cell;
            }
        }
        Arrays.sort(keys, 0, count);
        int[] order = new int[count];
        for (int each = 0; each < count; each++) {
            order[each] = (int) keys[each];
        }
        return order;
    }

    private void addWholeCells() {
        int from = -1;
        for (int cell = 0; cell <= landscape.cells(); cell++) {
            boolean whole = cell < landscape.cells() && landscape.isEmpty(cell);
            if (whole && from < 0) {
                from = cell;
            } else if (!whole && from >= 0) {
                forbidden.add(places.range(landscape.unitOf(from), landscape.endOf(cell - 1)));
                from = -1;
            }
        }
    }

    /** A place of so many bytes, or {@link BlockStore#NONE}. */
    long find(long byteSize, long byteAlignment) {
        long count = places.units(byteSize);
        for (int cell : order) {
            if (landscape.longestRun[cell] >= count) {
                PoolRange range = places.range(landscape.unitOf(cell), landscape.endOf(cell));
                long found = store.tryWithin(range, byteSize, byteAlignment);
                if (found != BlockStore.NONE) {
                    return found;
                }
                landscape.longestRun[cell] = (int) count - 1;
            }
        }
        long found = store.tryOutside(forbidden, byteSize, byteAlignment);
        return found != BlockStore.NONE ? found : store.lend(byteSize, byteAlignment);
    }
}
