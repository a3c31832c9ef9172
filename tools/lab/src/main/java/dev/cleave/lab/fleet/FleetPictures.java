package dev.cleave.lab.fleet;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Picture;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.sweep.SweepRow;
import dev.cleave.lab.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What there is to draw of a report, under the titles of the tables that say the same. */
final class FleetPictures {
    private static final int BARS = 12;
    private static final double MIB = 1 << 20;

    private FleetPictures() {}

    static Map<String, Picture> of(FleetReport report) {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        add(pictures, FleetTables.contiguity(report), bars("Processes without one contiguous block", "%",
                report.contiguity().stream().map(each -> new BarPanel.Bar(
                        ByteText.exact(each.blockBytes()), 100 * each.share())).toList()));
        add(pictures, FleetTables.versions(report), bars("Stranded by version", "MiB",
                report.versions().stream().limit(BARS).map(each -> new BarPanel.Bar(
                        (each.application() + " " + each.version()).strip(), each.strandedBytes() / MIB)).toList()));
        add(pictures, FleetTables.classes(report), bars("Stranded by size class", "MiB",
                report.classes().stream().limit(BARS).map(each -> new BarPanel.Bar(
                        each.slotBytes() + " B", each.strandedBytes() / MIB)).toList()));
        add(pictures, FleetTables.days(report), days(report.days()));
        report.whatIf().ifPresent(sweep -> add(pictures, FleetTables.whatIf(sweep), whatIf(sweep.rows())));
        return pictures;
    }

    private static void add(Map<String, Picture> pictures, FleetTables.Titled table, Picture picture) {
        if (!table.rows().isEmpty()) {
            pictures.put(table.title(), picture);
        }
    }

    private static BarPanel bars(String title, String unit, List<BarPanel.Bar> bars) {
        return new BarPanel(title, unit, bars);
    }

    private static ChartPanel days(List<FleetReport.Day> days) {
        String first = days.isEmpty() ? "" : days.getFirst().day();
        return new ChartPanel("Day by day", "days with snapshots, from " + first, "% of processes, of free memory",
                List.of(
                        line("free memory in blocks below 2 MiB", days, day -> 100 * day.unusableShare()),
                        line("without 2 MiB", days, day -> 100.0 * day.lacking2MiB() / day.processes()),
                        line("without 64 MiB", days, day -> 100.0 * day.lacking64MiB() / day.processes())));
    }

    private static ChartPanel.Line line(
            String name, List<FleetReport.Day> days, ToDoubleFunction<FleetReport.Day> figure) {
        return new ChartPanel.Line(name, days.stream().map(day -> figure.applyAsDouble(day)).toList());
    }

    /** The mean of all traces, a bar a setting: what a fleet would gain. */
    private static BarPanel whatIf(List<SweepRow> rows) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (SweepRow each : rows) {
            double[] sum = sums.computeIfAbsent(setting(each), any -> new double[2]);
            sum[0] += each.unusableShare();
            sum[1]++;
        }
        long traces = rows.stream().map(SweepRow::trace).distinct().count();
        String title = traces == 1 ? Trace.shortName(rows.getFirst().trace()) : "the mean of " + traces + " traces";
        return new BarPanel("What if: free memory in blocks too small, " + title, "%", sums.entrySet().stream()
                .map(each -> new BarPanel.Bar(each.getKey(), 100 * each.getValue()[0] / each.getValue()[1])).toList());
    }

    private static String setting(SweepRow row) {
        return ByteText.exact(row.unit()) + (row.grouping().equals("none") ? "" : " " + row.grouping()) + " ×"
                + ByteText.trimmed(row.capacityFactor(), 2);
    }
}
