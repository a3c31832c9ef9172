package dev.cleave.workshop.uneven;

import dev.cleave.workshop.contract.FreeBlockVisitor;
import java.util.Arrays;

/**
 * The offsets of free blocks, in a list for each size, linked through arrays by unit; a bit for each size says whether its
 * list holds any. Every operation but the showing takes constant time.
 */
final class FreeLists {
    private static final int NONE = -1;

    private final int[] heads;
    private final int[] next;
    private final int[] previous;
    private long filled;

    /** Empty lists. */
    FreeLists(int units, int sizes) {
        if (sizes > Long.SIZE) {
            throw new IllegalArgumentException(sizes + " sizes: allowed are up to " + Long.SIZE);
        }
        heads = new int[sizes];
        Arrays.fill(heads, NONE);
        next = new int[units];
        previous = new int[units];
    }

    /** The smallest size from this one up of which a block is free, or -1. */
    int smallestFrom(int size) {
        long enough = size < heads.length ? filled & -1L << size : 0;
        return enough == 0 ? NONE : Long.numberOfTrailingZeros(enough);
    }

    /** The block of this size that came last; there is one. */
    int first(int size) {
        return heads[size];
    }

    void add(int size, int offset) {
        int head = heads[size];
        next[offset] = head;
        previous[offset] = NONE;
        if (head != NONE) {
            previous[head] = offset;
        }
        heads[size] = offset;
        filled |= 1L << size;
    }

    void remove(int size, int offset) {
        int before = previous[offset];
        int after = next[offset];
        if (after != NONE) {
            previous[after] = before;
        }
        if (before != NONE) {
            next[before] = after;
        } else {
            heads[size] = after;
            if (after == NONE) {
                filled &= ~(1L << size);
            }
        }
    }

    /** Shows the blocks of one size, each as so many units. */
    void forEach(int size, long units, FreeBlockVisitor visitor) {
        for (int offset = heads[size]; offset != NONE; offset = next[offset]) {
            visitor.visit(offset, units);
        }
    }

    long metadataBytes() {
        return (long) Integer.BYTES * (heads.length + next.length + previous.length);
    }
}
