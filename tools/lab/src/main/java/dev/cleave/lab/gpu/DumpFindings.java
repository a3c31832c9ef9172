package dev.cleave.lab.gpu;

import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What follows from a dump: sums of pools, the largest free range, which blocks are the most
 * scattered.
 */
public final class DumpFindings {
    /** A block and the pool that it is in. */
    public record Place(DumpedPool pool, DumpedBlock block) {
        /** Free bytes outside the largest free range; 0 where the dump does not tell. */
        public long scatteredBytes() {
            return block.scatteredBytes().orElse(0);
        }
    }

    /**
     * The sums of a pool.
     *
     * @param allocations in its blocks
     * @param usedBytes of its blocks
     * @param largestFreeBytes empty where the dump does not tell
     */
    public record PoolSums(
            long blockBytes, long allocations, long usedBytes, long dedicatedBytes, OptionalLong largestFreeBytes) {}

    private DumpFindings() {}

    /** The sums of a pool. */
    public static PoolSums sums(DumpedPool pool) {
        List<DumpedBlock> blocks = pool.blocks();
        return new PoolSums(
                blocks.stream().mapToLong(DumpedBlock::totalBytes).sum(),
                blocks.stream().mapToLong(DumpedBlock::allocations).sum(),
                blocks.stream().mapToLong(DumpedBlock::usedBytes).sum(),
                pool.dedicated().stream().mapToLong(DumpedRange::size).sum(),
                largestFree(List.of(pool)));
    }

    /** The largest free range of some pools; empty where no block tells. */
    static OptionalLong largestFree(List<DumpedPool> pools) {
        return pools.stream()
                .flatMap(pool -> pool.blocks().stream())
                .map(DumpedBlock::largestFreeBytes)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
    }

    /** The largest free range of a memory type; empty where no block tells. */
    static OptionalLong largestFree(MemoryDump dump, int type) {
        return largestFree(dump.pools().stream().filter(pool -> pool.type() == type).toList());
    }

    /** The blocks with scattered bytes, those with most first. */
    public static List<Place> scattered(MemoryDump dump) {
        return dump.pools().stream()
                .flatMap(pool -> pool.blocks().stream().map(block -> new Place(pool, block)))
                .filter(place -> place.scatteredBytes() > 0)
                .sorted(Comparator.comparingLong(Place::scatteredBytes).reversed())
                .toList();
    }
}
