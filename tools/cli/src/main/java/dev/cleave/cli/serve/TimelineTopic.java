package dev.cleave.cli.serve;

import dev.cleave.lab.jfr.FlightTimeline;
import dev.cleave.lab.jfr.FlightTimeline.Mark;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import dev.cleave.page.PageTopic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A time line that {@code cleave jfr} made: its figures and what happened, of a range of time. */
public final class TimelineTopic implements PageTopic {
    /** The most points of a series in an answer. */
    private static final int MOST_POINTS = 1_000;

    private static final int MOST_MARKS = 20_000;

    private final FlightTimeline timeline;

    /** Of this time line. */
    public TimelineTopic(FlightTimeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public String name() {
        return "timeline";
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        request.require(false);
        return switch (request.path()) {
            case "" -> about();
            case "series" -> series(request);
            case "marks" -> marks(request);
            default -> throw request.unknown();
        };
    }

    private Map<String, Object> about() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("recording", timeline.name());
        json.put("start", timeline.start().toEpochMilli());
        json.put("millis", timeline.millis());
        json.put("sources", timeline.series().stream().map(Series::source).distinct().toList());
        json.put("events", timeline.marks().stream().map(Mark::event).distinct().sorted().toList());
        json.put("counts", timeline.counts());
        json.put("marksLeftOut", timeline.leftOut());
        return json;
    }

    private long from(PageRequest request) throws PageRefusal {
        return request.number("from", 0, Long.MAX_VALUE, 0);
    }

    private long to(PageRequest request) throws PageRefusal {
        return request.number("to", from(request), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private Object series(PageRequest request) throws PageRefusal {
        long from = from(request);
        long to = to(request);
        String source = request.text("source").orElse("");
        return Map.of("series", timeline.series().stream().filter(each -> each.source().equals(source))
                .map(each -> json(each, from, to)).toList());
    }

    private static Map<String, Object> json(Series series, long from, long to) {
        List<FlightTimeline.Point> points = series.between((double) from, (double) to, MOST_POINTS);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", series.what());
        json.put("unit", series.unit());
        json.put("at", points.stream().mapToDouble(FlightTimeline.Point::millis).toArray());
        json.put("values", points.stream().mapToDouble(FlightTimeline.Point::value).toArray());
        return json;
    }

    private Object marks(PageRequest request) throws PageRefusal {
        long from = from(request);
        long to = to(request);
        String event = request.text("event").orElse("");
        int limit = (int) request.number("limit", 1, MOST_MARKS, MOST_MARKS);
        Predicate<Mark> wanted = each -> each.millis() >= from && each.millis() <= to
                && (event.isEmpty() || each.event().equals(event));
        return Map.of("count", timeline.marks().stream().filter(wanted).count(), "marks",
                timeline.marks().stream().filter(wanted).limit(limit).map(TimelineTopic::json).toList());
    }

    private static Map<String, Object> json(Mark mark) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", mark.millis());
        json.put("durationMillis", mark.durationMillis());
        json.put("event", mark.event());
        json.put("source", mark.source());
        json.put("text", mark.text());
        return json;
    }
}
