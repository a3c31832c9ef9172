package dev.cleave.tiers.policy;

import java.util.Arrays;

/** Ids with their sizes, first in, first out. One thread. */
final class IdQueue {
    private static final int FIRST_CAPACITY = 16;

    private long[] ids = new long[FIRST_CAPACITY];
    private long[] byteSizes = new long[FIRST_CAPACITY];
    private int first;
    private int size;

    /** How many there are. */
    int size() {
        return size;
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return size == 0;
    }

    /** Adds an id at the end. */
    void add(long id, long byteSize) {
        if (size == ids.length) {
            ids = unrolled(ids);
            byteSizes = unrolled(byteSizes);
            first = 0;
        }
        int place = first + size & ids.length - 1;
        ids[place] = id;
        byteSizes[place] = byteSize;
        size++;
    }

    /** Twice as long, the first at 0. */
    private long[] unrolled(long[] ring) {
        long[] longer = Arrays.copyOfRange(ring, first, first + 2 * ring.length);
        System.arraycopy(ring, 0, longer, ring.length - first, first);
        return longer;
    }

    /** The first id; there is one. */
    long firstId() {
        return ids[first];
    }

    /** The first one's size. */
    long firstByteSize() {
        return byteSizes[first];
    }

    /** Takes the first out. */
    void removeFirst() {
        first = first + 1 & ids.length - 1;
        size--;
    }
}
