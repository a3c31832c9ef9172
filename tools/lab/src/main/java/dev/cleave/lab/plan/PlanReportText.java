package dev.cleave.lab.plan;

import static dev.cleave.lab.report.FigureText.count;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.List;

/** Reports of plans as tables that need no manual: a row a trace, then a row an allocator. */
public final class PlanReportText {
    private static final int RATIO_DECIMALS = 4;

    private PlanReportText() {}

    /** The lines of reports, without line ends. */
    public static List<String> lines(List<PlanReport> reports, boolean colour) {
        List<String> lines = new ArrayList<>(plans(reports, colour));
        for (PlanReport report : reports) {
            if (report.couldBeOneTurn()) {
                lines.add("  %s repeats itself every %s: one turn can be planned, with --turn".formatted(
                        report.trace(), count(report.period().getAsInt(), "allocation")));
            }
            if (!report.peers().isEmpty()) {
                lines.add("");
                lines.addAll(peers(report, colour));
            }
        }
        return lines;
    }

    private static List<String> plans(List<PlanReport> reports, boolean colour) {
        Table table = new Table()
                .left(0, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0)
                .left(2, 0);
        table.row(text -> Paint.painted(colour, Paint.BOLD, text), List.of("trace", "allocations", "most live",
                "aligned to", "planned", "/ live", "/ aligned live", "seconds", "found by"));
        for (PlanReport each : reports) {
            table.row(each.trace(), count(each.plan().lifetimes().count()), ByteText.of(each.peakLiveBytes()),
                    ByteText.exact(each.plan().alignment()), ByteText.of(each.plan().plannedBytes()),
                    FigureText.decimal(each.ratio(), RATIO_DECIMALS),
                    FigureText.decimal(each.ratioAtAlignment(), RATIO_DECIMALS),
                    FigureText.decimal(each.seconds(), 1), each.way());
        }
        return table.lines();
    }

    private static List<String> peers(PlanReport report, boolean colour) {
        Table table = new Table().left(2, 0).right(2, 0).right(2, 0).left(2, 0);
        table.row(text -> Paint.painted(colour, Paint.BOLD, text),
                List.of(report.trace(), "real memory at most", "/ live", ""));
        table.row("planned", ByteText.of(report.plan().plannedBytes()),
                FigureText.decimal(report.ratio(), RATIO_DECIMALS), "");
        for (PeerPeak each : report.peers()) {
            if (each.residentBytes().isPresent()) {
                long bytes = each.residentBytes().getAsLong();
                table.row(each.allocator(), ByteText.of(bytes),
                        FigureText.decimal(report.ratio(bytes), RATIO_DECIMALS), "");
            } else {
                table.row(each.allocator(), FigureText.UNKNOWN, FigureText.UNKNOWN, each.reason());
            }
        }
        return table.lines();
    }
}
