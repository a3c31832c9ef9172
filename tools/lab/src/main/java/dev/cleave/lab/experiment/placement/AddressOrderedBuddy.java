package dev.cleave.lab.experiment.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The address-ordered binary buddy: the textbook's allocator (Knowlton 1965; Knuth, volume 1, 2.5), with its free lists
 * kept in the order of addresses. A request takes the lowest free block of the smallest order that suffices and splits
 * it; a free coalesces at once and as far as it goes. Obviously right, one lock, slow: the yardstick of placement.
 */
final class AddressOrderedBuddy implements PlacedSpace {
    private static final byte NO_BLOCK_STARTS_HERE = -1;

    private final List<TreeSet<Long>> free = new ArrayList<>();
    private final byte[] orders;

    /** An empty space of so many units, which need not be a power of two. */
    AddressOrderedBuddy(long units) {
        orders = new byte[Math.toIntExact(units)];
        Arrays.fill(orders, NO_BLOCK_STARTS_HERE);
        int largest = 63 - Long.numberOfLeadingZeros(units);
        for (int order = 0; order <= largest; order++) {
            free.add(new TreeSet<>());
        }
        long offset = 0;
        for (int order = largest; order >= 0; order--) {
            if ((units & 1L << order) != 0) {
                free.get(order).add(offset);
                offset += 1L << order;
            }
        }
    }

    @Override
    public synchronized long allocate(int order) {
        int found = order;
        while (found < free.size() && free.get(found).isEmpty()) {
            found++;
        }
        if (found >= free.size()) {
            return NO_BLOCK;
        }
        long offset = free.get(found).removeFirst();
        while (found > order) {
            found--;
            free.get(found).add(offset + (1L << found));
        }
        orders[(int) offset] = (byte) order;
        return offset;
    }

    @Override
    public synchronized void free(long offset) {
        if (offset < 0 || offset >= orders.length || orders[(int) offset] == NO_BLOCK_STARTS_HERE) {
            throw new IllegalArgumentException("no block at " + offset);
        }
        int order = orders[(int) offset];
        orders[(int) offset] = NO_BLOCK_STARTS_HERE;
        long start = offset;
        while (order < free.size() - 1 && free.get(order).remove(start ^ 1L << order)) {
            start &= ~(1L << order);
            order++;
        }
        free.get(order).add(start);
    }

    @Override
    public synchronized long[] freeBlocksByOrder() {
        return free.stream().mapToLong(TreeSet::size).toArray();
    }
}
