package dev.cleave.lab.chart;

import dev.cleave.lab.experiment.ChartPanel;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of what an experiment found: its panels one below the other, a line each of what is compared. */
public final class ExperimentChart {
    private static final float LINE_WIDTH = 1.8f;
    private static final float FIRST_WIDTH = 3.6f;

    /** The first is that of what the others are held against. */
    private static final Color[] COLOURS = {new Color(0xB8, 0xC0, 0xCC), new Color(0x1B, 0x6C, 0xA8),
        new Color(0xC0, 0x39, 0x2B), new Color(0xE0, 0x8E, 0x0B), new Color(0x2E, 0x8B, 0x57),
        new Color(0x7D, 0x3C, 0x98), new Color(0x17, 0xA2, 0xB8), new Color(0x6D, 0x4C, 0x41)};

    private ExperimentChart() {}

    /**
     * Draws panels into a file; an existing file is replaced.
     *
     * @param panels at least one
     * @throws IOException when the file cannot be written
     */
    public static void write(List<ChartPanel> panels, Path file, ChartFormat format) throws IOException {
        List<XYChart> charts = panels.stream().map(ExperimentChart::chart).toList();
        ChartFile.write(file, format, TimelineChart.WIDTH, TimelineChart.PANEL_HEIGHT * charts.size(),
                graphics -> TimelineChart.paint(charts, graphics));
    }

    private static XYChart chart(ChartPanel panel) {
        XYChart chart = TimelineChart.panel(panel.title(), panel.across(), panel.upward());
        for (int each = 0; each < panel.lines().size(); each++) {
            addLine(chart, panel.lines().get(each), COLOURS[each % COLOURS.length],
                    each == 0 ? FIRST_WIDTH : LINE_WIDTH);
        }
        return chart;
    }

    private static void addLine(XYChart chart, ChartPanel.Line line, Color colour, float width) {
        List<Double> across = new ArrayList<>();
        List<Double> upward = new ArrayList<>();
        for (int each = 0; each < line.values().size(); each++) {
            double value = line.values().get(each);
            if (!Double.isNaN(value)) {
                across.add(each + 1.0);
                upward.add(value);
            }
        }
        if (!across.isEmpty()) {
            XYSeries series = chart.addSeries(line.name(), across, upward);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(colour);
            series.setLineWidth(width);
        }
    }
}
