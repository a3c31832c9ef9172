package dev.cleave.lab.chart;

import dev.cleave.lab.jfr.FlightTimeline;
import dev.cleave.lab.jfr.FlightTimeline.Point;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of a recording: a panel for each of the first pools, one for the JVM, one for how
 * scattered free memory is.
 */
public final class FlightChart {
    private static final int MOST_POOLS = 4;
    private static final double MIB = 1 << 20;
    private static final List<Color> COLORS = List.of(new Color(0x1B, 0x6C, 0xA8), new Color(0xE0, 0x8E, 0x0B),
            new Color(0x2E, 0x8B, 0x57), new Color(0xC0, 0x39, 0x2B), new Color(0x8A, 0x93, 0xA0),
            new Color(0x6A, 0x3D, 0x9A));

    private FlightChart() {}

    /**
     * Draws a time line into a file; an existing file is replaced.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(FlightTimeline timeline, Path file, ChartFormat format) throws IOException {
        List<XYChart> panels = new ArrayList<>();
        for (String pool : timeline.pools().stream().limit(MOST_POOLS).toList()) {
            add(panels, "Pool " + pool, "MiB", MIB, bytes(timeline.of(pool)), false);
        }
        add(panels, "The JVM", "MiB", MIB, bytes(timeline.of("JVM")), false);
        add(panels, "Free memory in blocks below 2 MiB", "%", 0.01, timeline.series().stream()
                .filter(each -> each.what().equals("free in small blocks")).limit(COLORS.size()).toList(), true);
        ChartFile.write(file, format, TimelineChart.WIDTH, TimelineChart.PANEL_HEIGHT * Math.max(1, panels.size()),
                graphics -> TimelineChart.paint(panels, graphics));
    }

    private static List<Series> bytes(List<Series> all) {
        return all.stream().filter(each -> each.unit().equals("bytes") && !each.what().equals("capacity")).toList();
    }

    private static void add(List<XYChart> panels, String title, String unit, double scale, List<Series> lines,
            boolean bySource) {
        if (lines.isEmpty()) {
            return;
        }
        XYChart panel = TimelineChart.panel(title, "seconds", unit);
        for (int each = 0; each < lines.size(); each++) {
            Series line = lines.get(each);
            XYSeries drawn = panel.addSeries(bySource ? line.source() : line.what(),
                    line.points().stream().mapToDouble(Point::millis).map(millis -> millis / 1e3).toArray(),
                    line.points().stream().mapToDouble(Point::value).map(value -> value / scale).toArray());
            drawn.setMarker(line.points().size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            drawn.setLineColor(COLORS.get(each % COLORS.size()));
            drawn.setMarkerColor(COLORS.get(each % COLORS.size()));
            drawn.setLineWidth(1.8f);
        }
        panels.add(panel);
    }
}
