package dev.cleave.buddy;

import java.util.Arrays;

/**
 * What was free in a space at one time: the counts of {@code /proc/buddyinfo}, as if all magazines had been given back and all
 * buddies merged. Exact when nothing else ran meanwhile, else an estimate.
 */
public final class SpaceSnapshot {
    private final long units;
    private final long[] freeBlocksByOrder;
    private final long magazineUnits;

    SpaceSnapshot(long units, long[] freeBlocksByOrder, long magazineUnits) {
        this.units = units;
        this.freeBlocksByOrder = freeBlocksByOrder;
        this.magazineUnits = magazineUnits;
    }

    /** All units of the space. */
    public long units() {
        return units;
    }

    /** Free units, those in magazines included. */
    public long freeUnits() {
        return freeUnitsFrom(0);
    }

    /** Units handed out. */
    public long usedUnits() {
        return units - freeUnits();
    }

    /** Free units that lie in magazines, ready to be handed out. */
    public long magazineUnits() {
        return magazineUnits;
    }

    /** How many maximal free blocks there are of each order, from 0 to the largest that the space can hold. */
    public long[] freeBlocksByOrder() {
        return freeBlocksByOrder.clone();
    }

    /** The order of the largest free block, or -1 where nothing is free. */
    public int largestFreeOrder() {
        int order = freeBlocksByOrder.length - 1;
        while (order >= 0 && freeBlocksByOrder[order] == 0) {
            order--;
        }
        return order;
    }

    /**
     * The share of free units that lie in blocks smaller than an order, from 0 to 1; 0 where nothing is free. Gorman and
     * Whitcroft, <em>The What, The Why and the Where To of Anti-Fragmentation</em>, 2006.
     */
    public double unusableFreeSpaceIndex(int order) {
        check(order);
        long free = freeUnits();
        return free == 0 ? 0 : (double) (free - freeUnitsFrom(order)) / free;
    }

    /**
     * Why a request of an order would fail: towards 0 for lack of memory, towards 1 for its scatter; -1 where it would not fail.
     * Gorman and Whitcroft, <em>Measuring the Impact of the Linux Memory Manager</em>, 2005.
     */
    public double fragmentationIndex(int order) {
        check(order);
        long blocks = Arrays.stream(freeBlocksByOrder).sum();
        if (freeUnitsFrom(order) > 0) {
            return -1;
        }
        return blocks == 0 ? 0 : Math.max(0, 1 - (1 + (double) freeUnits() / (1L << order)) / blocks);
    }

    private long freeUnitsFrom(int order) {
        long free = 0;
        for (int each = order; each < freeBlocksByOrder.length; each++) {
            free += freeBlocksByOrder[each] << each;
        }
        return free;
    }

    private void check(int order) {
        Offsets.checkOrder(order, freeBlocksByOrder.length - 1);
    }

    @Override
    public String toString() {
        return freeUnits() + " of " + units + " units free, by order " + Arrays.toString(freeBlocksByOrder);
    }
}
