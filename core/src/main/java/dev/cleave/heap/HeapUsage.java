package dev.cleave.heap;

import java.util.List;

/**
 * What a heap holds: an estimate while others run.
 *
 * @param classes the size classes that have slabs, smallest first
 * @param largeBlocks blocks larger than the largest class
 * @param largeBytes their bytes, whole units
 * @param spareBytes bytes of freed blocks that wait for a request of their very size
 * @param decisions how the sizes of slabs were chosen
 */
public record HeapUsage(List<ClassUsage> classes, long largeBlocks, long largeBytes, long spareBytes,
        SlabDecisions decisions) {
    /** Keeps a copy of the list. */
    public HeapUsage {
        classes = List.copyOf(classes);
    }

    /** Bytes handed out, slots and large blocks counted whole. */
    public long usedBytes() {
        return largeBytes + classes.stream().mapToLong(ClassUsage::usedBytes).sum();
    }

    /** Bytes that the heap has taken from its pool. */
    public long blockBytes() {
        return largeBytes + spareBytes + classes.stream().mapToLong(ClassUsage::blockBytes).sum();
    }

    /** Free bytes in slabs, which nothing but their class can use. */
    public long strandedBytes() {
        return classes.stream().mapToLong(ClassUsage::strandedBytes).sum();
    }

    /** Blocks handed out, of any size. */
    public long liveBlocks() {
        return largeBlocks + classes.stream().mapToLong(ClassUsage::usedSlots).sum();
    }
}
