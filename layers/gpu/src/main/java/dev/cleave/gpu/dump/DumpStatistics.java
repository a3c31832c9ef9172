package dev.cleave.gpu.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;

/**
 * Sums over pools: of a memory type, of a heap, of all.
 *
 * @param blocks pieces of device memory, those of dedicated allocations among them
 * @param blockBytes their bytes
 * @param allocations in them
 * @param allocationBytes their bytes
 * @param unusedRanges free ranges between allocations
 * @param allocationSizes the least and the most bytes of an allocation; empty where there are none
 * @param unusedRangeSizes the least and the most bytes of a free range; empty where there are none
 */
public record DumpStatistics(
        long blocks,
        long blockBytes,
        long allocations,
        long allocationBytes,
        long unusedRanges,
        Extent allocationSizes,
        Extent unusedRangeSizes) {

    /**
     * The least and the most of some sizes. VulkanMemoryAllocator leaves a figure out where there
     * is none to tell, or no two.
     *
     * @param least in bytes
     * @param most in bytes, no less
     */
    public record Extent(OptionalLong least, OptionalLong most) {
        /** Of nothing. */
        public static final Extent NONE = new Extent(OptionalLong.empty(), OptionalLong.empty());

        static Extent of(LongSummaryStatistics sizes) {
            return sizes.getCount() == 0
                    ? NONE
                    : new Extent(OptionalLong.of(sizes.getMin()), OptionalLong.of(sizes.getMax()));
        }
    }

    /**
     * Checks that nothing is negative.
     *
     * @throws IllegalArgumentException when something is
     */
    public DumpStatistics {
        Figures.requireCount("BlockCount", blocks);
        Figures.requireCount("BlockBytes", blockBytes);
        Figures.requireCount("AllocationCount", allocations);
        Figures.requireCount("AllocationBytes", allocationBytes);
        Figures.requireCount("UnusedRangeCount", unusedRanges);
    }

    /** The sums over some pools. */
    public static DumpStatistics of(List<DumpedPool> pools) {
        Sums sums = new Sums();
        pools.forEach(sums::add);
        return sums.taken();
    }

    /** The bytes of blocks that no allocation has, free or lost to rounding. */
    public long unusedBytes() {
        return Math.max(0, blockBytes - allocationBytes);
    }

    /** Sums on their way. */
    private static final class Sums {
        private final LongSummaryStatistics blocks = new LongSummaryStatistics();
        private final LongSummaryStatistics allocations = new LongSummaryStatistics();
        private final LongSummaryStatistics unused = new LongSummaryStatistics();
        private final List<DumpedBlock> summarized = new ArrayList<>();

        void add(DumpedPool pool) {
            pool.blocks().forEach(this::add);
            for (DumpedRange each : pool.dedicated()) {
                blocks.accept(each.size());
                allocations.accept(each.size());
            }
        }

        private void add(DumpedBlock block) {
            blocks.accept(block.totalBytes());
            if (block.ranges().isEmpty()) {
                summarized.add(block);
            }
            block.ranges().forEach(range -> (range.isFree() ? unused : allocations).accept(range.size()));
        }

        /** Blocks without ranges tell their counts, and no sizes. */
        DumpStatistics taken() {
            return new DumpStatistics(
                    blocks.getCount(),
                    blocks.getSum(),
                    allocations.getCount() + summarized.stream().mapToLong(DumpedBlock::allocations).sum(),
                    allocations.getSum() + summarized.stream().mapToLong(DumpedBlock::usedBytes).sum(),
                    unused.getCount() + summarized.stream().mapToLong(DumpedBlock::unusedRanges).sum(),
                    Extent.of(allocations),
                    Extent.of(unused));
        }
    }
}
