package dev.cleave.lab.jfr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.jfr.FlightTimeline.Mark;
import dev.cleave.lab.jfr.FlightTimeline.Point;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what {@link FlightJson} writes, and believes nothing of it. */
public final class FlightJsonReader {
    private static final long MOST_BYTES = 512L << 20;

    /** Years fit, and no sum of times overflows. */
    private static final double MOST_MILLIS = 1e12;

    private final String file;

    private FlightJsonReader(String file) {
        this.file = file;
    }

    /**
     * Reads a time line from a file.
     *
     * @throws MalformedTraceException where there is no such file, or it is no time line of this
     *     version: which part of it is not as it must be
     * @throws IOException where the file cannot be read
     */
    public static FlightTimeline read(String file) throws MalformedTraceException, IOException {
        FlightJsonReader reader = new FlightJsonReader(file);
        if (!Files.exists(Path.of(file))) {
            throw reader.malformed("there is no such file");
        }
        if (Files.size(Path.of(file)) > MOST_BYTES) {
            throw reader.malformed("is larger than " + (MOST_BYTES >> 20) + " MiB, which no time line is");
        }
        try {
            return reader.timeline(new ObjectMapper().readTree(Files.readAllBytes(Path.of(file))));
        } catch (JsonProcessingException torn) {
            throw reader.malformed("is no whole JSON: " + torn.getOriginalMessage());
        }
    }

    private FlightTimeline timeline(JsonNode root) throws MalformedTraceException {
        if (!root.path("format").asText().equals(FlightJson.FORMAT)) {
            throw malformed("is no time line of 'cleave jfr --json': its \"format\" is '"
                    + shortened(root.path("format").asText()) + "': expected '" + FlightJson.FORMAT + "'");
        }
        if (root.path("version").asInt() != FlightJson.VERSION) {
            throw malformed("is a time line of version " + shortened(root.path("version").asText())
                    + ", and this command knows version " + FlightJson.VERSION);
        }
        Instant start = start(root);
        double millis = time(root, "millis", 0);
        List<Series> series = new ArrayList<>();
        for (JsonNode each : array(root, "series")) {
            series.add(series(each, "series " + series.size()));
        }
        List<Mark> marks = new ArrayList<>();
        for (JsonNode each : array(root, "marks")) {
            marks.add(mark(each, marks));
        }
        return new FlightTimeline(text(root, "recording", "it"), start, start.plus((long) (millis * 1e3),
                ChronoUnit.MICROS), series, marks, counts(root), whole(root.path("marksLeftOut"), "marksLeftOut"));
    }

    private Instant start(JsonNode root) throws MalformedTraceException {
        String start = text(root, "start", "it");
        try {
            return Instant.parse(start);
        } catch (DateTimeException bad) {
            throw malformed("its start '" + shortened(start) + "' is no time, such as 2026-11-30T20:18:00Z");
        }
    }

    private Series series(JsonNode node, String what) throws MalformedTraceException {
        List<Point> points = new ArrayList<>();
        double before = 0;
        for (JsonNode each : array(node, "points")) {
            if (!each.isArray() || each.size() != 2 || !each.get(0).isNumber() || !each.get(1).isNumber()
                    || !Double.isFinite(each.get(1).asDouble())) {
                throw malformed("point " + points.size() + " of its " + what + " is " + shortened(each.toString())
                        + ": expected [milliseconds, value]");
            }
            before = inOrder(each.get(0).asDouble(), before, "point " + points.size() + " of its " + what);
            points.add(new Point(before, each.get(1).asDouble()));
        }
        return new Series(text(node, "source", what), text(node, "what", what), text(node, "unit", what), points);
    }

    private Mark mark(JsonNode node, List<Mark> marks) throws MalformedTraceException {
        String what = "mark " + marks.size();
        double millis = inOrder(time(node, "millis", 0), marks.isEmpty() ? 0 : marks.getLast().millis(), what);
        return new Mark(millis, time(node, "durationMillis", 0), text(node, "event", what), text(node, "source", what),
                text(node, "text", what));
    }

    private double inOrder(double millis, double before, String what) throws MalformedTraceException {
        if (!(millis >= before && millis <= MOST_MILLIS)) {
            throw malformed(what + " is at " + millis + " ms: expected " + before + " or later, in the order of time");
        }
        return millis;
    }

    private Map<String, Long> counts(JsonNode root) throws MalformedTraceException {
        Map<String, Long> counts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : root.path("counts").properties()) {
            counts.put(each.getKey(), whole(each.getValue(), "counts." + shortened(each.getKey())));
        }
        return counts;
    }

    private long whole(JsonNode node, String what) throws MalformedTraceException {
        if (!node.canConvertToLong() || !node.isIntegralNumber() || node.asLong() < 0) {
            throw malformed("its " + what + " is " + shortened(node.toString()) + ": expected a whole number from 0");
        }
        return node.asLong();
    }

    private double time(JsonNode node, String name, double least) throws MalformedTraceException {
        double millis = node.path(name).isNumber() ? node.path(name).asDouble() : Double.NaN;
        if (!(millis >= least && millis <= MOST_MILLIS)) {
            throw malformed("a \"" + name + "\" is " + shortened(node.path(name).toString())
                    + ": expected milliseconds from " + least);
        }
        return millis;
    }

    private JsonNode array(JsonNode node, String name) throws MalformedTraceException {
        if (!node.path(name).isArray()) {
            throw malformed("it has no list of \"" + name + "\"");
        }
        return node.path(name);
    }

    private String text(JsonNode node, String name, String of) throws MalformedTraceException {
        if (!node.path(name).isTextual()) {
            throw malformed(of + " has no text \"" + name + "\"");
        }
        return node.path(name).asText();
    }

    private MalformedTraceException malformed(String problem) {
        return new MalformedTraceException(file, 0, problem);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
