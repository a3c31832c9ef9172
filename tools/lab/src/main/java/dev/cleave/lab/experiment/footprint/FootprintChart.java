package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.experiment.ChartPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Footprints over time as lines, an allocator each. */
public final class FootprintChart {
    private static final double MIB = 1 << 20;

    private FootprintChart() {}

    /** Resident bytes of all, with what was live as a first line. */
    public static ChartPanel resident(String title, String across, List<Footprint> footprints) {
        return panel(title, across, footprints, sample -> sample.residentBytes() / MIB);
    }

    /** Reserved bytes of all that tell, with what was live as a first line. */
    public static ChartPanel reserved(String title, String across, List<Footprint> footprints) {
        return panel(title, across, footprints,
                sample -> sample.reservedBytes().isPresent() ? sample.reservedBytes().getAsLong() / MIB : Double.NaN);
    }

    private static ChartPanel panel(
            String title, String across, List<Footprint> footprints, ToDoubleFunction<FootprintSample> value) {
        List<ChartPanel.Line> lines = new ArrayList<>();
        lines.add(line("live", footprints.getFirst(), sample -> sample.liveBytes() / MIB));
        for (Footprint each : footprints) {
            lines.add(line(each.subject(), each, value));
        }
        return new ChartPanel(title, across, "MiB", lines);
    }

    private static ChartPanel.Line line(String name, Footprint footprint, ToDoubleFunction<FootprintSample> value) {
        return new ChartPanel.Line(name, footprint.samples().stream().map(value::applyAsDouble).toList());
    }
}
