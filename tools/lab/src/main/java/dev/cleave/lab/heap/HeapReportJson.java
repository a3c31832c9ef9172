package dev.cleave.lab.heap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.HeapUsage;
import dev.cleave.heap.SlabDecisions;
import java.util.List;

/** Heap reports as JSON: an array with an object a trace. */
public final class HeapReportJson {
    private static final String SHARE = "share";

    private HeapReportJson() {}

    /** The reports as a tree, ready to be written. */
    public static ArrayNode of(List<HeapReport> reports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> array.add(object(report)));
        return array;
    }

    private static ObjectNode object(HeapReport report) {
        HeapUsage usage = report.usage();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("trace", report.trace());
        object.put("events", report.events());
        object.put("event", report.event());
        object.put("atPeak", report.atPeak());
        object.put("liveBytes", report.liveBytes());
        object.put("liveBlocks", usage.liveBlocks());
        object.put("capacityBytes", report.capacityBytes());
        object.put("committedBytes", report.committedBytes());
        ArrayNode classes = object.putArray("classes");
        usage.classes().forEach(each -> classes.add(sizeClass(each, report)));
        object.putObject("large")
                .put("blocks", usage.largeBlocks())
                .put("bytes", usage.largeBytes())
                .put(SHARE, report.share(usage.largeBytes()));
        object.putObject("total")
                .put("usedBytes", usage.usedBytes())
                .put("strandedBytes", usage.strandedBytes())
                .put("wastedBytes", report.wastedBytes())
                .put("blockBytes", usage.blockBytes());
        SlabDecisions decisions = usage.decisions();
        object.putObject("decisions")
                .put("asWanted", decisions.asWanted())
                .put("smaller", decisions.smaller())
                .put("larger", decisions.larger())
                .put("forced", decisions.forced());
        ObjectNode rounding = object.putObject("rounding");
        rounding.set("upTo128Bytes", rounding(report.small()));
        rounding.set("largerSlots", rounding(report.medium()));
        rounding.set("slots", rounding(report.slots()));
        rounding.set("largeBlocks", rounding(report.large()));
        rounding.set("all", rounding(report.all()));
        return object;
    }

    private static ObjectNode sizeClass(ClassUsage each, HeapReport report) {
        return JsonNodeFactory.instance.objectNode()
                .put("slotBytes", each.slotBytes())
                .put("slabs", each.slabs())
                .put("slots", each.slots())
                .put("usedSlots", each.usedSlots())
                .put("usedBytes", each.usedBytes())
                .put("strandedBytes", each.strandedBytes())
                .put("wastedBytes", each.wastedBytes())
                .put("blockBytes", each.blockBytes())
                .put(SHARE, report.share(each.blockBytes()));
    }

    private static ObjectNode rounding(Rounding rounding) {
        return JsonNodeFactory.instance.objectNode()
                .put("allocations", rounding.allocations())
                .put("requestedBytes", rounding.requestedBytes())
                .put("setAsideBytes", rounding.setAsideBytes())
                .put("average", rounding.average());
    }
}
