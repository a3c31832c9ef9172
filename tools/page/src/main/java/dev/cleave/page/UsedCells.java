package dev.cleave.page;

/**
 * How many units of each cell of a space are used, and what follows for runs of free units that may
 * reach over several cells. Pure; cost: a step a cell.
 *
 * @param used a count for each cell, lowest address first
 * @param unitsPerCell units of each cell but the last, which may have fewer
 * @param units of all cells
 */
record UsedCells(int[] used, int unitsPerCell, long units) {
    /** Cells that lie side by side, and the used units in them. */
    record Window(int firstCell, int cells, long usedUnits) {}

    int cells() {
        return used.length;
    }

    long unitsOf(int cell) {
        return Math.min(unitsPerCell, units - (long) cell * unitsPerCell);
    }

    /** The fewest cells that have so many units: no more than there are. */
    int cellsFor(long wantedUnits) {
        return (int) Math.min(cells(), (wantedUnits - 1) / unitsPerCell + 1);
    }

    /** The lowest of the windows of so many cells, 1 or more, with the fewest used units. */
    Window leastUsed(int windowCells) {
        int best = 0;
        long least = Long.MAX_VALUE;
        long sum = 0;
        for (int cell = 0; cell < cells(); cell++) {
            sum += used[cell] - (cell >= windowCells ? used[cell - windowCells] : 0);
            if (cell >= windowCells - 1 && sum < least) {
                least = sum;
                best = cell - windowCells + 1;
            }
        }
        return new Window(best, windowCells, least);
    }

    /** A run of free units is at least so long: that of the longest row of empty cells. */
    long longestFreeAtLeast() {
        long longest = 0;
        long row = 0;
        for (int cell = 0; cell < cells(); cell++) {
            row = used[cell] == 0 ? row + unitsOf(cell) : 0;
            longest = Math.max(longest, row);
        }
        return longest;
    }

    /**
     * No run of free units is longer: it may begin with all that is free in a cell, go on through
     * empty ones, and end with all that is free in another.
     */
    long longestFreeAtMost() {
        long longest = 0;
        long before = 0;
        for (int cell = 0; cell < cells(); cell++) {
            long free = Math.max(0, unitsOf(cell) - used[cell]);
            longest = Math.max(longest, before + free);
            before = used[cell] == 0 ? before + free : free;
        }
        return longest;
    }
}
