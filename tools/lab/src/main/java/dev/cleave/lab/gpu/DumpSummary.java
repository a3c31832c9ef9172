package dev.cleave.lab.gpu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.gpu.dump.DumpStatistics;
import dev.cleave.gpu.dump.DumpedHeap;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedType;
import dev.cleave.gpu.dump.MemoryDump;
import dev.cleave.lab.gpu.DumpFindings.Place;
import dev.cleave.lab.gpu.DumpFindings.PoolSums;
import java.util.OptionalLong;

/** What a dump's tables tell, as JSON. */
public final class DumpSummary {
    private static final String BLOCKS = "blocks";
    private static final String BLOCK_BYTES = "blockBytes";
    private static final String ALLOCATIONS = "allocations";
    private static final String LARGEST_FREE_BYTES = "largestFreeBytes";

    private DumpSummary() {}

    /**
     * The summary as a tree, ready to be written. Figures that the dump does not tell are left out.
     *
     * @param name what the dump is called, as its file
     */
    public static ObjectNode of(String name, MemoryDump dump) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("dump", name);
        summary.put("implementation", dump.device().implementation());
        summary.put("gpu", dump.device().gpu());
        summary.set("total", statistics(dump.total()));
        ArrayNode heaps = summary.putArray("heaps");
        dump.heaps().forEach(heap -> heaps.add(heap(dump, heap)));
        ArrayNode pools = summary.putArray("pools");
        dump.pools().forEach(pool -> pools.add(pool(pool)));
        ArrayNode scattered = summary.putArray("scatteredBlocks");
        DumpFindings.scattered(dump).forEach(place -> scattered.add(place(place)));
        return summary;
    }

    private static ObjectNode statistics(DumpStatistics sums) {
        return JsonNodeFactory.instance.objectNode()
                .put(BLOCKS, sums.blocks())
                .put(BLOCK_BYTES, sums.blockBytes())
                .put(ALLOCATIONS, sums.allocations())
                .put("allocationBytes", sums.allocationBytes())
                .put("unusedRanges", sums.unusedRanges());
    }

    private static ObjectNode heap(MemoryDump dump, DumpedHeap heap) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("heap", heap.index());
        ArrayNode flags = node.putArray("flags");
        heap.flags().forEach(flags::add);
        put(node, "size", heap.size());
        node.put("budgetBytes", heap.budgetBytes()).put("usageBytes", heap.usageBytes());
        node.setAll(statistics(heap.statistics()));
        ArrayNode types = node.putArray("types");
        heap.types().forEach(type -> types.add(type(dump, type)));
        return node;
    }

    private static ObjectNode type(MemoryDump dump, DumpedType type) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", type.index());
        ArrayNode flags = node.putArray("flags");
        type.flags().forEach(flags::add);
        node.setAll(statistics(type.statistics()));
        put(node, LARGEST_FREE_BYTES, DumpFindings.largestFree(dump, type.index()));
        return node;
    }

    private static ObjectNode pool(DumpedPool pool) {
        PoolSums sums = DumpFindings.sums(pool);
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", pool.type()).put("custom", pool.custom());
        pool.name().ifPresent(name -> node.put("name", name));
        node.put("preferredBlockSize", pool.preferredBlockSize())
                .put(BLOCKS, pool.blocks().size())
                .put(BLOCK_BYTES, sums.blockBytes())
                .put(ALLOCATIONS, sums.allocations())
                .put("usedBytes", sums.usedBytes())
                .put("dedicated", pool.dedicated().size())
                .put("dedicatedBytes", sums.dedicatedBytes());
        put(node, LARGEST_FREE_BYTES, sums.largestFreeBytes());
        return node;
    }

    private static ObjectNode place(Place place) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", place.pool().type());
        place.pool().name().ifPresent(name -> node.put("pool", name));
        node.put("block", place.block().id())
                .put("bytes", place.block().totalBytes())
                .put("freeBytes", place.block().unusedBytes())
                .put("freeRanges", place.block().unusedRanges())
                .put("scatteredBytes", place.scatteredBytes());
        put(node, LARGEST_FREE_BYTES, place.block().largestFreeBytes());
        return node;
    }

    private static void put(ObjectNode node, String name, OptionalLong figure) {
        figure.ifPresent(value -> node.put(name, value));
    }
}
