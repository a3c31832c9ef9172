package dev.cleave.gpu.dump;

import java.util.List;
import java.util.stream.Stream;

/**
 * A device's memory at one moment.
 *
 * @param device that was dumped
 * @param total of all heaps
 * @param heaps by number, each with its memory types
 * @param pools the default pools by memory type, then the custom ones
 */
public record MemoryDump(
        DumpedDevice device, DumpStatistics total, List<DumpedHeap> heaps, List<DumpedPool> pools) {

    /** Keeps copies of the lists. */
    public MemoryDump {
        heaps = List.copyOf(heaps);
        pools = List.copyOf(pools);
    }

    /** The default pools, or the custom ones. */
    public List<DumpedPool> pools(boolean custom) {
        return pools.stream().filter(pool -> pool.custom() == custom).toList();
    }

    /** All blocks of all pools. */
    public Stream<DumpedBlock> blocks() {
        return pools.stream().flatMap(pool -> pool.blocks().stream());
    }
}
