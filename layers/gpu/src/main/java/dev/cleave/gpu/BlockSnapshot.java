package dev.cleave.gpu;

import java.util.List;

/**
 * A block as it was when a snapshot was made.
 *
 * @param handle what the driver knows it by
 * @param byteSize bytes of it
 * @param dedicated whether it is one allocation's alone
 * @param maps how many want it mapped
 * @param allocations what lies in it, the lowest first
 * @param free what is free in it, the lowest first
 */
public record BlockSnapshot(
        long handle,
        long byteSize,
        boolean dedicated,
        int maps,
        List<AllocationSnapshot> allocations,
        List<FreeRange> free) {
    /** Copies the lists. */
    public BlockSnapshot {
        allocations = List.copyOf(allocations);
        free = List.copyOf(free);
    }

    /** Free bytes. */
    public long freeBytes() {
        return free.stream().mapToLong(FreeRange::byteSize).sum();
    }

    /** The longest free range. */
    public long largestFreeBytes() {
        return free.stream().mapToLong(FreeRange::byteSize).max().orElse(0);
    }
}
