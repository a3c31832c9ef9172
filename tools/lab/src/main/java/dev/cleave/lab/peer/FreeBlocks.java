package dev.cleave.lab.peer;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.Arrays;

/** Free memory as {@code /proc/buddyinfo} shows it: how many free blocks there are of each order. Immutable. */
public final class FreeBlocks {
    private final long[] byOrder;
    private final long[] unitsByOrder;
    private final long unit;

    /**
     * Counts of free blocks.
     *
     * @param byOrder the counts, from order 0
     * @param unit bytes of a block of order 0
     */
    public FreeBlocks(long[] byOrder, long unit) {
        this(byOrder, wholeBlocks(byOrder), unit);
    }

    private FreeBlocks(long[] byOrder, long[] unitsByOrder, long unit) {
        this.byOrder = byOrder.clone();
        this.unitsByOrder = unitsByOrder.clone();
        this.unit = unit;
    }

    /**
     * Those of a space, whose sizes need not be powers of two: a block counts for the order below
     * its size.
     */
    static FreeBlocks of(BlockAllocator space, long unit) {
        long[] counts = new long[space.shape().maxOrder() + 1];
        long[] units = new long[counts.length];
        space.forEachFreeBlock((offset, length) -> {
            int order = 63 - Long.numberOfLeadingZeros(length);
            counts[order]++;
            units[order] += length;
        });
        return new FreeBlocks(counts, units, unit);
    }

    private static long[] wholeBlocks(long[] byOrder) {
        long[] units = new long[byOrder.length];
        Arrays.setAll(units, order -> byOrder[order] << order);
        return units;
    }

    /** The order of blocks of so many bytes, a power of two and no less than a unit. */
    public int orderOf(long blockBytes) {
        return Long.numberOfTrailingZeros(blockBytes / unit);
    }

    /** The counts, from order 0. */
    public long[] byOrder() {
        return byOrder.clone();
    }

    /** All free bytes. */
    public long bytes() {
        return bytesFrom(0);
    }

    /** The order of the largest free block, or -1 when nothing is free. */
    public int largestOrder() {
        int order = byOrder.length - 1;
        while (order >= 0 && byOrder[order] == 0) {
            order--;
        }
        return order;
    }

    /** Bytes of the largest free block; 0 when nothing is free. */
    public long largestBytes() {
        int order = largestOrder();
        return order < 0 ? 0 : unit << order;
    }

    /**
     * Gorman's unusable free space index: the share of free memory in blocks too small for a request of this order, from
     * 0 (all usable) to 1 (none); 0 when nothing is free.
     */
    public double unusableFreeSpaceIndex(int order) {
        long free = bytes();
        return free == 0 ? 0 : (double) (free - bytesFrom(order)) / free;
    }

    /** Free bytes in blocks of this order and larger ones. */
    public long bytesFrom(int order) {
        long bytes = 0;
        for (int each = order; each < byOrder.length; each++) {
            bytes += unitsByOrder[each] * unit;
        }
        return bytes;
    }
}
