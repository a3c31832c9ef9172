package dev.cleave.lab.chart;

import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.replay.Timeline;
import dev.cleave.lab.replay.Timeline.Sample;
import dev.cleave.lab.report.ByteText;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of one replay over time, in two panels: above how much memory was in use, below how scattered what was free.
 *
 * <p>Time is counted in events. The lower panel is left out for allocators that know no free blocks.
 */
public final class TimelineChart {
    static final int WIDTH = 1000;
    static final int PANEL_HEIGHT = 360;
    private static final int TICK_DISTANCE = 110;
    private static final int AXIS_WIDTH = 60;
    private static final double MIB = 1 << 20;
    private static final String EVENTS = "events replayed";

    private static final Color LIVE = new Color(0x1B, 0x6C, 0xA8);
    private static final Color USED = new Color(0xE0, 0x8E, 0x0B);
    private static final Color COMMITTED = new Color(0x8A, 0x93, 0xA0);
    private static final Color UNUSABLE = new Color(0xC0, 0x39, 0x2B);
    private static final Color LARGEST = new Color(0x2E, 0x8B, 0x57);

    private final ReplayResult result;
    private final List<Sample> samples;

    private TimelineChart(ReplayResult result) {
        this.result = result;
        samples = result.timeline().samples();
    }

    /**
     * Draws a replay into a file; an existing file is replaced.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(ReplayResult result, Path file, ChartFormat format) throws IOException {
        List<XYChart> panels = new TimelineChart(result).panels();
        int height = PANEL_HEIGHT * panels.size();
        ChartFile.write(file, format, WIDTH, height, graphics -> paint(panels, graphics));
    }

    /** Paints panels one below the other. */
    static void paint(List<XYChart> panels, Graphics2D graphics) {
        for (XYChart panel : panels) {
            panel.paint(graphics, WIDTH, PANEL_HEIGHT);
            graphics.translate(0, PANEL_HEIGHT);
        }
    }

    private List<XYChart> panels() {
        List<XYChart> panels = new ArrayList<>();
        panels.add(memoryPanel());
        if (result.atEnd().isPresent()) {
            panels.add(fragmentationPanel());
        }
        return panels;
    }

    private XYChart memoryPanel() {
        String name = result.trace().substring(result.trace().lastIndexOf('/') + 1);
        XYChart chart = panel(name + " replayed by " + result.allocator() + ": memory in use", EVENTS, "MiB");
        addLine(chart, "committed (real memory)", COMMITTED, 1.6f, sample -> sample.committedBytes() / MIB);
        addLine(chart, "used (handed out)", USED, 3.6f, sample -> sample.usedBytes() / MIB);
        addLine(chart, "live (asked for)", LIVE, 1.4f, sample -> sample.requestedBytes() / MIB);
        return chart;
    }

    private XYChart fragmentationPanel() {
        XYChart chart = panel("How scattered the free memory was", EVENTS, "% of free memory");
        chart.getStyler().setYAxisMax(100.0);
        Timeline timeline = result.timeline();
        String block = ByteText.of(timeline.fragmentationBytes());
        addLine(chart, "in blocks below " + block + " (unusable free space index)", UNUSABLE, 2f,
                sample -> 100 * sample.unusableFreeSpaceIndex());
        addLine(chart, "in the largest free block", LARGEST, 1.6f,
                sample -> sample.freeBytes() == 0 ? 0 : 100 * sample.largestFreeBytes() / sample.freeBytes());
        return chart;
    }

    /** An empty panel in the house's style. */
    static XYChart panel(String title, String across, String unit) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(PANEL_HEIGHT)
                .title(title)
                .xAxisTitle(across)
                .yAxisTitle(unit)
                .build();
        XYStyler styler = chart.getStyler();
        styler.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        ChartStyle.apply(styler);
        styler.setPlotContentSize(0.98);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setXAxisDecimalPattern("#,###");
        styler.setYAxisDecimalPattern("#,###.##");
        styler.setXAxisMin(0.0);
        styler.setYAxisMin(0.0);
        styler.setXAxisTickMarkSpacingHint(TICK_DISTANCE);
        styler.setYAxisLeftWidthHint(AXIS_WIDTH);
        return chart;
    }

    /** Adds a line, unless the allocator could not tell a single value of it. */
    private void addLine(XYChart chart, String name, Color color, float width, ToDoubleFunction<Sample> value) {
        List<Sample> known = samples.stream()
                .filter(sample -> !Double.isNaN(value.applyAsDouble(sample)))
                .toList();
        if (known.isEmpty()) {
            return;
        }
        double[] events = known.stream().mapToDouble(Sample::event).toArray();
        double[] values = known.stream().mapToDouble(value).toArray();
        XYSeries series = chart.addSeries(name, events, values);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineWidth(width);
    }
}
