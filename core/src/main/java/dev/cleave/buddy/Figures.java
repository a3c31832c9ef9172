package dev.cleave.buddy;

/** What a space tells of itself: read from the truth, estimates while others run. */
final class Figures {
    private final Geometry geometry;
    private final Metadata metadata;
    private final FreeUnits freeUnits;
    private final OrderMap orderMap;
    private final Magazines magazines;

    Figures(Geometry geometry, Metadata metadata, FreeUnits freeUnits, OrderMap orderMap, Magazines magazines) {
        this.geometry = geometry;
        this.metadata = metadata;
        this.freeUnits = freeUnits;
        this.orderMap = orderMap;
        this.magazines = magazines;
    }

    /** Free units, those in magazines included. A block on its way between the two may be seen in both. */
    long freeUnits() {
        return Math.min(geometry.units, freeUnits.count() + magazines.keptUnits());
    }

    SpaceSnapshot snapshot() {
        long[] counts = new long[geometry.maxOrder + 1];
        Census census = census((offset, order) -> counts[order]++);
        census.run();
        return new SpaceSnapshot(geometry.units, counts, census.keptUnits());
    }

    /** How many units are used in each cell of so many, 1 or more. */
    int[] usedUnits(int unitsPerCell) {
        if (unitsPerCell < 1) {
            throw new IllegalArgumentException("units per cell " + unitsPerCell + ": at least 1");
        }
        long cells = (geometry.units + unitsPerCell - 1) / unitsPerCell;
        if (cells > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "units per cell " + unitsPerCell + ": " + cells + " cells do not fit an array");
        }
        int[] used = new int[(int) cells];
        for (int cell = 0; cell < used.length; cell++) {
            used[cell] = (int) Math.min(unitsPerCell, geometry.units - (long) cell * unitsPerCell);
        }
        census((offset, order) -> subtract(used, unitsPerCell, offset, offset + (1L << order))).run();
        return used;
    }

    private static void subtract(int[] used, int unitsPerCell, long from, long end) {
        long at = from;
        while (at < end) {
            int cell = (int) (at / unitsPerCell);
            long next = Math.min(end, (cell + 1L) * unitsPerCell);
            used[cell] -= (int) (next - at);
            at = next;
        }
    }

    private Census census(Census.Visitor visitor) {
        return new Census(geometry, metadata, orderMap, magazines, visitor);
    }
}
