package dev.cleave.page;

/** Fragmentation as numbers, an order at a time, from counts of free blocks. Pure functions. */
final class Indices {
    private Indices() {}

    /**
     * The unusable free space index: the share of free memory in blocks smaller than each order.
     */
    static double[] unusable(long[] freeBlocksByOrder) {
        double free = units(freeBlocksByOrder);
        double[] index = new double[freeBlocksByOrder.length];
        double below = 0;
        for (int order = 0; order < index.length; order++) {
            index[order] = free == 0 ? 0 : rounded(below / free);
            below += Math.scalb((double) freeBlocksByOrder[order], order);
        }
        return index;
    }

    /**
     * The fragmentation index of a request of each order that would fail: towards 0 it would fail
     * for lack of memory, towards 1 for its scatter; -1 where it would not fail. Source: Gorman and
     * Whitcroft, 2005.
     */
    static double[] fragmentation(long[] freeBlocksByOrder) {
        double free = units(freeBlocksByOrder);
        double blocks = 0;
        for (long each : freeBlocksByOrder) {
            blocks += each;
        }
        double[] index = new double[freeBlocksByOrder.length];
        boolean served = false;
        for (int order = index.length - 1; order >= 0; order--) {
            served |= freeBlocksByOrder[order] > 0;
            index[order] = served ? -1 : blocks == 0 ? 0 : rounded(scatter(free, blocks, order));
        }
        return index;
    }

    private static double scatter(double free, double blocks, int order) {
        return Math.max(0, 1 - (1 + Math.scalb(free, -order)) / blocks);
    }

    private static double units(long[] freeBlocksByOrder) {
        double units = 0;
        for (int order = 0; order < freeBlocksByOrder.length; order++) {
            units += Math.scalb((double) freeBlocksByOrder[order], order);
        }
        return units;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
