package dev.cleave.gpu;

import java.util.Arrays;

/**
 * Ranges in the order in which they were taken, each with a position that only grows: added at the
 * end, marked free anywhere, dropped at either end once they are free. Not thread-safe.
 *
 * <p>Cost: amortised constant, but for a free, which searches by halves.
 */
final class RangeQueue {
    private long[] positions = new long[16];
    private long[] lengths = new long[16];
    private boolean[] freed = new boolean[16];
    private int first;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    int size() {
        return count;
    }

    /** Position of the i-th range from the first. */
    long position(int i) {
        return positions[slot(i)];
    }

    /** Length of the i-th range from the first. */
    long length(int i) {
        return lengths[slot(i)];
    }

    boolean isFreed(int i) {
        return freed[slot(i)];
    }

    /** Adds a range at the end; its position is above all others. */
    void add(long position, long length) {
        if (count == positions.length) {
            grow();
        }
        int slot = slot(count++);
        positions[slot] = position;
        lengths[slot] = length;
        freed[slot] = false;
    }

    /**
     * Marks the range that begins at a position as free.
     *
     * @return whether there was one in use
     */
    boolean free(long position) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long there = position(middle);
            if (there == position) {
                boolean was = freed[slot(middle)];
                freed[slot(middle)] = true;
                return !was;
            }
            if (there < position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /** Drops free ranges at the beginning. */
    void dropFreedFirst() {
        while (count > 0 && freed[first]) {
            first = slot(1);
            count--;
        }
    }

    /** Drops free ranges at the end. */
    void dropFreedLast() {
        while (count > 0 && freed[slot(count - 1)]) {
            count--;
        }
    }

    private int slot(int i) {
        return first + i & positions.length - 1;
    }

    private void grow() {
        int capacity = positions.length;
        long[] newPositions = new long[2 * capacity];
        long[] newLengths = new long[2 * capacity];
        boolean[] newFreed = Arrays.copyOf(freed, 2 * capacity);
        for (int i = 0; i < count; i++) {
            newPositions[i] = positions[slot(i)];
            newLengths[i] = lengths[slot(i)];
            newFreed[i] = freed[slot(i)];
        }
        positions = newPositions;
        lengths = newLengths;
        freed = newFreed;
        first = 0;
    }
}
