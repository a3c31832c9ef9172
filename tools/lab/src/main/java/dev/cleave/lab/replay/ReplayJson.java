package dev.cleave.lab.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.contiguity.Mobility;
import dev.cleave.contiguity.PageTypeInfo;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The results of replays as JSON: an array with an object a trace and allocator.
 *
 * <p>What an allocator cannot tell, and a time that was not measured, is {@code null}. {@code unmovablePageblocks} is there for page traces only,
 * {@code tightestRegionFactor} only when it was searched for, {@code damages} only when there are some. {@code peak.floorBytes} and what is
 * measured against it are there only where the allocator has a floor: Cleave's heap, one slab a size class.
 * {@code atEnd.pageTypes} is there only where the allocator groups its blocks by mobility.
 */
public final class ReplayJson {
    private ReplayJson() {}

    /** The results as a tree, ready to be written. */
    public static ArrayNode of(List<ReplayResult> results) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        results.forEach(result -> array.add(object(result)));
        return array;
    }

    private static ObjectNode object(ReplayResult result) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("trace", result.trace());
        object.put("allocator", result.allocator());
        object.put("events", result.events());
        object.put("allocations", result.allocations());
        object.put("failures", result.failures());
        object.put("verified", result.verified());
        if (Double.isNaN(result.nsPerEvent())) {
            object.putNull("nsPerEvent");
        } else {
            object.put("nsPerEvent", Math.round(result.nsPerEvent() * 100) / 100.0);
        }
        object.set("peak", peak(result));
        object.set("fragmentation", fragmentation(result.fragmentation()));
        object.set("atEnd", atEnd(result));
        result.unmovablePageblocks().ifPresent(count -> object.putObject("unmovablePageblocks")
                .put("ours", count.ours())
                .put("linux", count.linux()));
        result.tightestFactor().ifPresent(factor -> object.put("tightestRegionFactor", factor));
        if (!result.damages().isEmpty()) {
            ArrayNode damages = object.putArray("damages");
            result.damages().forEach(damages::add);
        }
        return object;
    }

    private static ObjectNode peak(ReplayResult result) {
        ReplayResult.Peak peak = result.peak();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("liveBytes", peak.liveBytes());
        object.put("requestedBytes", peak.requestedBytes());
        object.put("usedBytes", peak.usedBytes());
        OptionalLong committed = peak.committedBytes();
        object.put("committedBytes", committed.isPresent() ? (Long) committed.getAsLong() : null);
        object.put("committedPerLive", boxed(result.committedPerLive()));
        if (result.floorBytes() > 0) {
            object.put("floorBytes", result.floorBytes());
            object.put("committedPerLiveOrFloor", boxed(result.committedPerLiveOrFloor()));
        }
        return object;
    }

    private static ObjectNode fragmentation(ReplayResult.Fragmentation fragmentation) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("internal")
                .put("atPeak", fragmentation.internalAtPeak())
                .put("average", fragmentation.internalAverage());
        ObjectNode external = object.putObject("external");
        external.put("atPeak", boxed(fragmentation.externalAtPeak()));
        external.put("average", boxed(fragmentation.externalAverage()));
        OptionalInt largest = fragmentation.largestFreeOrderAtPeak();
        external.put("largestFreeOrderAtPeak", largest.isPresent() ? (Integer) largest.getAsInt() : null);
        return object;
    }

    private static @Nullable Double boxed(OptionalDouble figure) {
        return figure.isPresent() ? (Double) figure.getAsDouble() : null;
    }

    private static ObjectNode atEnd(ReplayResult result) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (result.atEnd().isEmpty()) {
            return object.putNull("freeBlocksByOrder").putNull("largestFreeOrder").putNull("unusableFreeSpaceIndex");
        }
        ReplayResult.AtEnd atEnd = result.atEnd().get();
        ArrayNode counts = object.putArray("freeBlocksByOrder");
        for (long count : atEnd.free().byOrder()) {
            counts.add(count);
        }
        object.put("largestFreeOrder", atEnd.free().largestOrder());
        object.put("unusableFreeSpaceIndex", atEnd.unusableFreeSpaceIndex());
        atEnd.pageTypes().ifPresent(types -> object.set("pageTypes", pageTypes(types)));
        return object;
    }

    private static ObjectNode pageTypes(PageTypeInfo types) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode pageblocks = object.putObject("pageblocks");
        ObjectNode mixed = object.putObject("mixed");
        for (Mobility group : Mobility.values()) {
            String name = group.name().toLowerCase(Locale.ROOT);
            pageblocks.put(name, types.pageblocks(group));
            mixed.put(name, types.mixedPageblocks(group));
        }
        pageblocks.put("unused", types.freePageblocks());
        return object.put("fallbacks", types.fallbacks()).put("conversions", types.conversions());
    }
}
