package dev.cleave.lab.attach;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was recorded, and what is in the trace of it.
 *
 * @param pools allocations of each pool, by its name
 * @param allocations in the trace; those of blocks that were live at the beginning are among them
 * @param frees in the trace
 * @param liveAtBeginning blocks
 * @param liveAtEnd blocks
 * @param peakBytes the most bytes that were asked for and live at once
 * @param threads how many allocated or freed
 * @param oneIn of so many blocks one is in the trace
 * @param lost entries that found no room
 * @param putIn frees put in where they were missing
 * @param leftOut frees left out, as their allocation was missing
 * @param knowsTheBeginning whether all blocks that were live at the beginning are in it
 */
public record RecordingSummary(
        Map<String, Long> pools,
        long allocations,
        long frees,
        long liveAtBeginning,
        long liveAtEnd,
        long peakBytes,
        int threads,
        int oneIn,
        long lost,
        long putIn,
        long leftOut,
        boolean knowsTheBeginning) {
    /** Keeps a copy of the pools. */
    public RecordingSummary {
        pools = new LinkedHashMap<>(pools);
    }

    /**
     * For people.
     *
     * @param anonymous whether the names of pools are left out
     */
    public List<String> lines(String target, boolean anonymous) {
        List<String> lines = new ArrayList<>();
        lines.add(target + ": " + figure(allocations) + " allocations, " + figure(frees) + " frees of "
                + figure(threads) + (threads == 1 ? " thread" : " threads") + ", peak " + ByteText.of(peakBytes));
        lines.add("  " + figure(liveAtBeginning) + " blocks were live at the beginning, " + figure(liveAtEnd)
                + " at the end");
        if (pools.size() > 1) {
            lines.add("  of " + pools.size() + " pools" + (anonymous ? "" : ": " + String.join(", ", pools.keySet()))
                    + "; --pool NAME makes a trace of one");
        }
        return lines;
    }

    /** What a reader of the trace must know. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (oneIn > 1) {
            warnings.add("too much happened for all of it: the trace has one block of " + oneIn
                    + ", each with its allocation and free");
        }
        if (lost > 0) {
            warnings.add(figure(lost) + " events were lost, as the JVM had no time to write them: " + figure(putIn)
                    + " missing frees were put in, " + figure(leftOut) + " frees without an allocation left out");
        }
        if (!knowsTheBeginning) {
            warnings.add("another recording was under way: blocks that lived through this one are not in it");
        }
        return warnings;
    }

    /** For programs. */
    public ObjectNode json(String target, boolean anonymous) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("trace", target);
        if (!anonymous) {
            ObjectNode names = object.putObject("pools");
            pools.forEach(names::put);
        }
        object.put("allocations", allocations);
        object.put("frees", frees);
        object.put("liveAtBeginning", liveAtBeginning);
        object.put("liveAtEnd", liveAtEnd);
        object.put("peakLiveBytes", peakBytes);
        object.put("threads", threads);
        object.put("oneIn", oneIn);
        object.put("lost", lost);
        object.put("freesPutIn", putIn);
        object.put("freesLeftOut", leftOut);
        object.put("knowsTheBeginning", knowsTheBeginning);
        return object;
    }

    private static String figure(long number) {
        return FigureText.count(number);
    }
}
