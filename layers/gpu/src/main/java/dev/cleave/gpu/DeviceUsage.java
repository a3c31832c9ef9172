package dev.cleave.gpu;

import java.util.List;

/**
 * What blocks hold. Sizes of nothing are 0.
 *
 * @param blocks how many blocks there are, dedicated ones included
 * @param blockBytes bytes of them
 * @param allocations how many allocations, those that wait for a fence included
 * @param allocationBytes bytes asked for by them
 * @param reservedBytes bytes that they take up
 * @param unusedRanges how many free ranges
 * @param smallestAllocation the least bytes asked for
 * @param largestAllocation the most bytes asked for
 * @param smallestUnused bytes of the shortest free range
 * @param largestUnused bytes of the longest free range: the most that can be had without a new block
 */
public record DeviceUsage(
        int blocks,
        long blockBytes,
        long allocations,
        long allocationBytes,
        long reservedBytes,
        long unusedRanges,
        long smallestAllocation,
        long largestAllocation,
        long smallestUnused,
        long largestUnused) {
    /** No blocks. */
    public static final DeviceUsage NONE = new DeviceUsage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What some blocks hold. */
    public static DeviceUsage of(List<BlockSnapshot> blocks) {
        DeviceUsage all = NONE;
        for (BlockSnapshot block : blocks) {
            all = all.plus(of(block));
        }
        return all;
    }

    private static DeviceUsage of(BlockSnapshot block) {
        List<AllocationSnapshot> in = block.allocations();
        return new DeviceUsage(
                1,
                block.byteSize(),
                in.size(),
                in.stream().mapToLong(AllocationSnapshot::byteSize).sum(),
                in.stream().mapToLong(AllocationSnapshot::reservedBytes).sum(),
                block.free().size(),
                in.stream().mapToLong(AllocationSnapshot::byteSize).min().orElse(0),
                in.stream().mapToLong(AllocationSnapshot::byteSize).max().orElse(0),
                block.free().stream().mapToLong(FreeRange::byteSize).min().orElse(0),
                block.largestFreeBytes());
    }

    /** The figures of both. */
    public DeviceUsage plus(DeviceUsage other) {
        return new DeviceUsage(
                blocks + other.blocks,
                blockBytes + other.blockBytes,
                allocations + other.allocations,
                allocationBytes + other.allocationBytes,
                reservedBytes + other.reservedBytes,
                unusedRanges + other.unusedRanges,
                least(smallestAllocation, other.smallestAllocation),
                Math.max(largestAllocation, other.largestAllocation),
                least(smallestUnused, other.smallestUnused),
                Math.max(largestUnused, other.largestUnused));
    }

    private static long least(long one, long other) {
        if (one == 0 || other == 0) {
            return one + other;
        }
        return Math.min(one, other);
    }
}
