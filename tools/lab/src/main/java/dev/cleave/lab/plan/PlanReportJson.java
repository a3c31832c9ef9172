package dev.cleave.lab.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reports of plans as JSON: an array with an object a trace. */
public final class PlanReportJson {
    private PlanReportJson() {}

    /** The reports as a tree, ready to be written. */
    public static ArrayNode of(List<PlanReport> reports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> array.add(object(report)));
        return array;
    }

    private static ObjectNode object(PlanReport report) {
        ObjectNode object = JsonNodeFactory.instance.objectNode()
                .put("trace", report.trace())
                .put("peakLiveBytes", report.peakLiveBytes())
                .put("plannedBytes", report.plan().plannedBytes())
                .put("seconds", report.seconds())
                .put("allocations", report.plan().lifetimes().count())
                .put("alignment", report.plan().alignment())
                .put("peakAlignedBytes", report.peakAlignedBytes())
                .put("ratio", report.ratio())
                .put("ratioAtAlignment", report.ratioAtAlignment())
                .put("way", report.way());
        report.period().ifPresent(allocations -> object.put("period", allocations));
        if (!report.peers().isEmpty()) {
            ArrayNode peers = object.putArray("peers");
            report.peers().forEach(peer -> {
                ObjectNode each = peers.addObject().put("allocator", peer.allocator());
                peer.residentBytes().ifPresentOrElse(bytes -> each.put("peakResidentBytes", bytes),
                        () -> each.putNull("peakResidentBytes").put("reason", peer.reason()));
            });
        }
        return object;
    }
}
