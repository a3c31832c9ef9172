package dev.cleave.lab.chart;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Picture;
import dev.cleave.lab.experiment.Scene;
import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What an experiment has to draw in one picture: its panels and scenes, one below the other. */
public final class ExperimentChart {
    private static final float LINE_WIDTH = 1.8f;
    private static final float FIRST_WIDTH = 3.6f;

    /** The first is that of what the others are held against. */
    private static final Color[] COLOURS = {new Color(0xB8, 0xC0, 0xCC), new Color(0x1B, 0x6C, 0xA8),
        new Color(0xC0, 0x39, 0x2B), new Color(0xE0, 0x8E, 0x0B), new Color(0x2E, 0x8B, 0x57),
        new Color(0x7D, 0x3C, 0x98), new Color(0x17, 0xA2, 0xB8), new Color(0x6D, 0x4C, 0x41)};

    /** So light that a figure can be read on it as well as beside it. */
    private static final Color BAR = new Color(0x9C, 0xC3, 0xE0);

    private ExperimentChart() {}

    /**
     * Draws pictures into a file; an existing file is replaced.
     *
     * @param pictures at least one
     * @throws IOException when the file cannot be written
     */
    public static void write(List<? extends Picture> pictures, Path file, ChartFormat format) throws IOException {
        int height = pictures.stream().mapToInt(ExperimentChart::height).sum();
        ChartFile.write(file, format, TimelineChart.WIDTH, height, graphics -> {
            for (Picture each : pictures) {
                paint(each, graphics);
                graphics.translate(0, height(each));
            }
        });
    }

    private static int height(Picture picture) {
        return picture instanceof Scene scene ? new SceneDrawing(scene).height() : TimelineChart.PANEL_HEIGHT;
    }

    private static void paint(Picture picture, Graphics2D graphics) {
        switch (picture) {
            case ChartPanel panel ->
                    lines(panel).paint(graphics, TimelineChart.WIDTH, TimelineChart.PANEL_HEIGHT);
            case BarPanel panel ->
                    bars(panel).paint(graphics, TimelineChart.WIDTH, TimelineChart.PANEL_HEIGHT);
            case Scene scene -> new SceneDrawing(scene).paint(graphics);
        }
    }

    private static CategoryChart bars(BarPanel panel) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(TimelineChart.WIDTH)
                .height(TimelineChart.PANEL_HEIGHT)
                .title(panel.title())
                .yAxisTitle(panel.upward())
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setLabelsFontColorAutomaticEnabled(false);
        chart.getStyler().setLabelsFontColor(ChartStyle.INK);
        chart.getStyler().setDecimalPattern("#,##0.###");
        chart.getStyler().setAvailableSpaceFill(0.5);
        chart.getStyler().setYAxisMin(0.0);
        chart.addSeries(panel.title(), panel.bars().stream().map(BarPanel.Bar::name).toList(),
                panel.bars().stream().map(BarPanel.Bar::value).toList())
                .setFillColor(BAR);
        return chart;
    }

    private static XYChart lines(ChartPanel panel) {
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
