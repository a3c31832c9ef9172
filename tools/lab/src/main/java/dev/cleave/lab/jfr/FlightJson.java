package dev.cleave.lab.jfr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A time line for programs: {@code "format": "cleave-timeline"}, version 1. */
public final class FlightJson {
    /** What {@code "format"} says. */
    public static final String FORMAT = "cleave-timeline";

    static final int VERSION = 1;

    private FlightJson() {}

    /** The whole time line; times are milliseconds since its start. */
    public static ObjectNode of(FlightTimeline timeline) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("format", FORMAT);
        object.put("version", VERSION);
        object.put("recording", timeline.name());
        object.put("start", timeline.start().toString());
        object.put("millis", timeline.millis());
        ArrayNode series = object.putArray("series");
        for (FlightTimeline.Series each : timeline.series()) {
            ObjectNode one = series.addObject();
            one.put("source", each.source()).put("what", each.what()).put("unit", each.unit());
            ArrayNode points = one.putArray("points");
            each.points().forEach(point -> points.addArray().add(point.millis()).add(point.value()));
        }
        ArrayNode marks = object.putArray("marks");
        for (FlightTimeline.Mark each : timeline.marks()) {
            marks.addObject().put("millis", each.millis()).put("durationMillis", each.durationMillis())
                    .put("event", each.event()).put("source", each.source()).put("text", each.text());
        }
        ObjectNode counts = object.putObject("counts");
        timeline.counts().forEach(counts::put);
        object.put("marksLeftOut", timeline.leftOut());
        return object;
    }
}
