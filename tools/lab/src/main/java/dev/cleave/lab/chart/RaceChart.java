package dev.cleave.lab.chart;

import dev.cleave.lab.race.Extrapolation;
import dev.cleave.lab.race.FillCurve;
import dev.cleave.lab.race.RaceResult;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of a race: above, the time of filling against blocks, both axes logarithmic, so that what is quadratic is
 * steeper; below, bars for each phase, two panels a row, on logarithmic axes.
 *
 * <p>What was extrapolated is dashed in the curves, and marked with a tilde under its bar.
 */
public final class RaceChart {
    private static final int PANEL_WIDTH = 820;
    private static final int PANEL_HEIGHT = 380;
    private static final int CURVES_HEIGHT = 720;
    private static final int WIDTH = 2 * PANEL_WIDTH;

    private static final Color[] THREADS = {new Color(0x1B, 0x6C, 0xA8), new Color(0xE0, 0x8E, 0x0B),
        new Color(0x2E, 0x8B, 0x57), new Color(0xC0, 0x39, 0x2B)};
    private static final Marker[] MARKERS = {SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN, SeriesMarkers.CROSS};
    private static final int CURVE_COLOURS = 12;

    private final RaceResult race;

    private RaceChart(RaceResult race) {
        this.race = race;
    }

    /**
     * Draws a race into a file; an existing file is replaced.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(RaceResult race, Path file, ChartFormat format) throws IOException {
        RaceChart chart = new RaceChart(race);
        List<FillCurve> curves = race.curves().stream()
                .filter(each -> each.phase().equals("fill") && !each.measured().isEmpty())
                .toList();
        int top = curves.isEmpty() ? 0 : CURVES_HEIGHT;
        int rows = Math.ceilDiv(race.phases().size(), 2);
        ChartFile.write(file, format, WIDTH, Math.max(1, top + rows * PANEL_HEIGHT),
                graphics -> chart.paint(curves, top, graphics));
    }

    private void paint(List<FillCurve> curves, int top, Graphics2D graphics) {
        AffineTransform origin = graphics.getTransform();
        if (!curves.isEmpty()) {
            curvesPanel(curves).paint(graphics, WIDTH, CURVES_HEIGHT);
        }
        List<String> phases = race.phases();
        for (int each = 0; each < phases.size(); each++) {
            graphics.setTransform(origin);
            graphics.translate(each % 2 * PANEL_WIDTH, top + each / 2 * PANEL_HEIGHT);
            barsPanel(phases.get(each)).paint(graphics, PANEL_WIDTH, PANEL_HEIGHT);
        }
        graphics.setTransform(origin);
    }

    private XYChart curvesPanel(List<FillCurve> curves) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(CURVES_HEIGHT)
                .title("Filling a region block by block, one thread: seconds against blocks (dashed: extrapolated, not"
                        + " measured)")
                .xAxisTitle("blocks")
                .yAxisTitle("seconds")
                .build();
        style(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        for (int each = 0; each < curves.size(); each++) {
            addCurve(chart, curves.get(each), colour(each), MARKERS[each % MARKERS.length]);
        }
        return chart;
    }

    private static Color colour(int number) {
        return Color.getHSBColor((float) (number % CURVE_COLOURS) / CURVE_COLOURS,
                number < CURVE_COLOURS ? 0.85f : 0.5f,
                number < CURVE_COLOURS ? 0.75f : 0.55f);
    }

    private static void addCurve(XYChart chart, FillCurve curve, Color colour, Marker marker) {
        List<FillCurve.Point> points = curve.measured();
        XYSeries measured = chart.addSeries(curve.allocator(),
                points.stream().mapToDouble(FillCurve.Point::blocks).toArray(),
                points.stream().mapToDouble(FillCurve.Point::seconds).toArray());
        draw(measured, colour, marker, new BasicStroke(2f));
        if (curve.extrapolation().isEmpty()) {
            return;
        }
        Extrapolation law = curve.extrapolation().get();
        List<Double> blocks = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        FillCurve.Point last = points.getLast();
        blocks.add((double) last.blocks());
        seconds.add(last.seconds());
        for (long each = last.blocks() * 2; each <= curve.target(); each *= 2) {
            blocks.add((double) each);
            seconds.add(law.seconds(each));
        }
        XYSeries beyond = chart.addSeries(curve.allocator() + ", extrapolated (" + law.law() + ")", blocks, seconds);
        draw(beyond, colour, SeriesMarkers.NONE, new BasicStroke(
                2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {7f, 5f}, 0f));
    }

    private static void draw(XYSeries series, Color colour, Marker marker, BasicStroke stroke) {
        series.setLineColor(colour);
        series.setMarker(marker);
        series.setMarkerColor(colour);
        series.setLineStyle(stroke);
    }

    private CategoryChart barsPanel(String phase) {
        List<String> allocators = race.figures().stream()
                .filter(each -> each.result().workload().equals(phase))
                .map(each -> each.result().allocator())
                .distinct()
                .toList();
        CategoryChart chart = new CategoryChartBuilder()
                .width(PANEL_WIDTH)
                .height(PANEL_HEIGHT)
                .title(phase)
                .yAxisTitle("ns an operation")
                .build();
        style(chart.getStyler());
        chart.getStyler().setXAxisLabelRotation(90);
        chart.getStyler().setXAxisMaxLabelCount(allocators.size());
        chart.getStyler().setXAxisTickMarkSpacingHint(1);
        chart.getStyler().setAvailableSpaceFill(0.8);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        List<String> labels = allocators.stream().map(each -> label(each, phase)).toList();
        List<Integer> counts = race.threadCounts();
        double[] least = {Double.MAX_VALUE};
        for (int each = 0; each < counts.size(); each++) {
            int threads = counts.get(each);
            List<@Nullable Double> nanos = new ArrayList<>();
            allocators.forEach(allocator -> nanos.add(race.figure(allocator, phase, threads)
                    .map(RaceResult.Figure::nanos)
                    .orElse(null)));
            if (nanos.stream().anyMatch(Objects::nonNull)) {
                nanos.stream().filter(Objects::nonNull).forEach(figure -> least[0] = Math.min(least[0], figure));
                chart.addSeries(threads == 1 ? "1 thread" : threads + " threads", labels, nanos)
                        .setFillColor(THREADS[each % THREADS.length]);
            }
        }
        chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least[0]))));
        return chart;
    }

    private String label(String allocator, String phase) {
        boolean extrapolated =
                race.figure(allocator, phase, 1).map(RaceResult.Figure::extrapolated).orElse(false);
        return extrapolated ? "~" + allocator : allocator;
    }

    private static void style(AxesChartStyler styler) {
        ChartStyle.apply(styler);
        styler.setYAxisLogarithmic(true);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    }
}
