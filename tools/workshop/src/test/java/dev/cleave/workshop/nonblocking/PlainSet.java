package dev.cleave.workshop.nonblocking;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.Arrays;
import java.util.BitSet;

/** The units that are allocated, as a set: what an allocator must agree with, computed as plainly as can be. */
final class PlainSet {
    private final Shape shape;
    private final BitSet allocated = new BitSet();

    PlainSet(Shape shape) {
        this.shape = shape;
    }

    /** Whether some aligned block of this order is wholly free. */
    boolean has(int order) {
        int length = 1 << order;
        for (int at = 0; at + length <= shape.units(); at += length) {
            if (isFree(at, length)) {
                return true;
            }
        }
        return false;
    }

    boolean isFree(long offset, long length) {
        int next = allocated.nextSetBit((int) offset);
        return offset + length <= shape.units() && (next < 0 || next >= offset + length);
    }

    void add(long offset, long length) {
        allocated.set((int) offset, (int) (offset + length));
    }

    void remove(long offset, long length) {
        allocated.clear((int) offset, (int) (offset + length));
    }

    /** Free blocks by order: the largest aligned ones that the free runs are made of. */
    long[] freeBlocksByOrder() {
        long[] counts = new long[shape.maxOrder() + 1];
        int units = (int) shape.units();
        for (int start = allocated.nextClearBit(0); start < units;) {
            int end = allocated.nextSetBit(start);
            end = end < 0 ? units : end;
            shape.forEachAligned(start, end, (offset, length) -> counts[Long.numberOfTrailingZeros(length)]++);
            start = allocated.nextClearBit(end);
        }
        return counts;
    }

    /** Whether the allocator shows the same free units, as the same blocks. */
    boolean agreesWith(BlockAllocator allocator) {
        BitSet free = new BitSet();
        allocator.forEachFreeBlock((offset, length) -> free.set((int) offset, (int) (offset + length)));
        BitSet expected = new BitSet();
        expected.set(0, (int) shape.units());
        expected.andNot(allocated);
        return free.equals(expected) && Arrays.equals(allocator.freeBlocksByOrder(), freeBlocksByOrder());
    }
}
