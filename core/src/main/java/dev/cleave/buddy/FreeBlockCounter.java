package dev.cleave.buddy;

import java.util.Arrays;

/**
 * Counts the free blocks of a space again and again, for whoever looks often: as {@link BuddySpace#freeBlocksByOrder()}, but what lies in magazines counts as
 * taken, and no garbage is made. For one thread at a time.
 */
public final class FreeBlockCounter {
    private final Census census;
    private long[] counts;
    private long[] before;

    FreeBlockCounter(Geometry geometry, Metadata metadata, OrderMap orderMap) {
        counts = new long[geometry.maxOrder + 1];
        before = new long[geometry.maxOrder + 1];
        census = new Census(geometry, metadata, orderMap, this::add);
    }

    private void add(long offset, int order) {
        counts[order]++;
    }

    /** How many maximal free blocks there are of each order now. The array stays valid until the second call after this one. Cost: a read of each word. */
    public long[] count() {
        long[] used = before;
        before = counts;
        counts = used;
        Arrays.fill(counts, 0);
        census.run();
        return counts;
    }
}
