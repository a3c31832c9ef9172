package dev.cleave.lab.imports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.lab.report.ByteText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an import came to.
 *
 * @param format what was imported
 * @param input the recording as the user named it
 * @param entries its lines, or where it has none its events
 * @param allocations in the trace
 * @param frees in the trace
 * @param peakBytes the most bytes that were live at once
 * @param accesses to objects, of a trace of accesses
 * @param passedOver what was left out or put right, by reason, each counted
 * @param freesPassedOver how much of that told of frees
 */
public record ImportSummary(
        ImportFormat format, String input, long entries, long allocations, long frees, long peakBytes,
        Accesses accesses, Map<String, Long> passedOver, long freesPassedOver) {
    /** Keeps the reasons in their order. */
    public ImportSummary {
        passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
    }

    /**
     * What a trace of accesses has; none of it in one of allocations.
     *
     * @param count how many there are
     * @param objects how many different ones are accessed
     * @param footprint their sizes, added up
     */
    public record Accesses(long count, long objects, long footprint) {}

    /** Events of the trace. */
    public long events() {
        return allocations + frees + accesses.count;
    }

    /** Blocks never freed. */
    public long liveAtEnd() {
        return allocations - frees;
    }

    /** What makes it doubtful that the trace is what was meant, if anything does. */
    public Optional<String> warning() {
        return frees > 0 || freesPassedOver == 0
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT,
                        "%s: nothing is ever freed in the trace, although the recording tells of %,d frees that were"
                                + " passed over (%s): every block stays live to the end",
                        input, freesPassedOver, String.join("; ", passedOver.keySet())));
    }

    /** The summary for people. */
    public List<String> lines(String output) {
        List<String> text = new ArrayList<>();
        text.add(String.format(Locale.ROOT, "%s, a %s of %,d %s, is now %s:", input, format.title(), entries,
                format.entries(), output));
        text.add(accesses.count > 0
                ? String.format(Locale.ROOT, "%,d accesses to %,d objects of %s together.", accesses.count,
                        accesses.objects, ByteText.of(accesses.footprint))
                : String.format(Locale.ROOT,
                        "%,d events: %,d blocks allocated, %,d freed, %,d live at the end; %s live at"
                                + " the peak.",
                        events(), allocations, frees, liveAtEnd(), ByteText.of(peakBytes)));
        passedOver.forEach((reason, count) -> text.add(String.format(Locale.ROOT, "  %,d %s", count, reason)));
        return text;
    }

    /** The summary for programs. */
    public ObjectNode json(String output) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("format", format.label());
        object.put("input", input);
        object.put("output", output);
        object.put(format == ImportFormat.JFR ? "recordedEvents" : "lines", entries);
        object.put("events", events());
        if (accesses.count > 0) {
            object.put("objects", accesses.objects);
            object.put("footprintBytes", accesses.footprint);
        } else {
            object.put("allocations", allocations);
            object.put("frees", frees);
            object.put("liveAtEnd", liveAtEnd());
            object.put("peakLiveBytes", peakBytes);
        }
        ObjectNode reasons = object.putObject("passedOver");
        passedOver.forEach(reasons::put);
        warning().ifPresent(text -> object.put("warning", text));
        return object;
    }
}
