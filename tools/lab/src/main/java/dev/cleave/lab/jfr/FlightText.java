package dev.cleave.lab.jfr;

import dev.cleave.lab.jfr.FlightTimeline.Mark;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.List;

/** A time line for people. */
public final class FlightText {
    private static final int MOST_MARKS = 30;

    private FlightText() {}

    /** Figures at their most and at the end, how often what happened, and the last of it. */
    public static List<String> lines(FlightTimeline timeline) {
        List<String> lines = new ArrayList<>();
        lines.add(timeline.name() + ": " + FigureText.decimal(timeline.millis() / 1e3, 1) + " s from "
                + timeline.start());
        lines.add("");
        Table figures = new Table().left(0, 8).left(2, 20).right(2, 10).right(2, 10);
        figures.row("", "", "most", "at the end");
        for (Series each : timeline.series()) {
            figures.row(each.source(), each.what(), value(each, each.largest()), value(each, each.last()));
        }
        lines.addAll(figures.lines());
        lines.add("");
        Table counts = new Table().left(0, 30).right(2, 8);
        timeline.counts().forEach((event, count) -> counts.row(event, FigureText.count(count)));
        lines.addAll(counts.lines());
        marks(timeline, lines);
        return lines;
    }

    private static void marks(FlightTimeline timeline, List<String> lines) {
        List<Mark> all = timeline.marks();
        if (all.isEmpty()) {
            return;
        }
        lines.add("");
        Table marks = new Table().right(0, 9).right(2, 9).left(2, 10).left(2, 10).left(2, 10);
        marks.row("at s", "took ms", "of", "event", "");
        for (Mark each : all.subList(Math.max(0, all.size() - MOST_MARKS), all.size())) {
            marks.row(FigureText.decimal(each.millis() / 1e3, 3), FigureText.decimal(each.durationMillis(), 2),
                    each.source(), each.event().substring(each.event().lastIndexOf('.') + 1), each.text());
        }
        lines.addAll(marks.lines());
        if (all.size() + timeline.leftOut() > MOST_MARKS) {
            lines.add("and " + FigureText.count(all.size() + timeline.leftOut() - MOST_MARKS)
                    + " before; --json has " + (timeline.leftOut() == 0 ? "all" : "the first 20,000"));
        }
    }

    private static String value(Series series, double value) {
        return series.unit().equals("share") ? FigureText.percent(value, 1) : ByteText.of((long) value);
    }
}
