package dev.cleave.lab.heap;

import static dev.cleave.lab.report.FigureText.count;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.HeapUsage;
import dev.cleave.heap.SlabDecisions;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.List;

/** A heap report as a table that needs no manual: a row a size class, then the totals. */
public final class HeapReportText {
    private final HeapReport report;
    private final boolean colour;
    private final List<String> lines = new ArrayList<>();

    private HeapReportText(HeapReport report, boolean colour) {
        this.report = report;
        this.colour = colour;
    }

    /** The lines of a report, without line ends. */
    public static List<String> lines(HeapReport report, boolean colour) {
        return new HeapReportText(report, colour).lines();
    }

    private List<String> lines() {
        HeapUsage usage = report.usage();
        lines.add(painted(report.trace()));
        lines.add("  The heap after event %s of %s%s: %s live, for which %s were asked.".formatted(
                count(report.event()), count(report.events()), report.atPeak() ? ", where most is live" : "",
                count(usage.liveBlocks(), "block"), ByteText.of(report.liveBytes())));
        lines.add("  It has taken %s of its pool of %s; %s of that is real memory.".formatted(
                ByteText.of(usage.blockBytes()), ByteText.of(report.capacityBytes()),
                ByteText.of(report.committedBytes())));
        lines.add("");
        lines.addAll(classes(usage));
        addDecisions(usage.decisions());
        lines.add("");
        lines.add("  rounding over the whole trace (set aside beyond what was asked for)");
        lines.addAll(rounding());
        return lines;
    }

    private List<String> classes(HeapUsage usage) {
        Table table = new Table()
                .right(2, 10).right(1, 8).right(1, 10).right(1, 10).right(1, 11).right(1, 11).right(1, 11).right(1, 8);
        table.row(this::painted,
                List.of("slot bytes", "slabs", "slots", "used", "used bytes", "stranded", "waste", "share"));
        for (ClassUsage each : usage.classes()) {
            table.row(count(each.slotBytes()), count(each.slabs()), count(each.slots()), count(each.usedSlots()),
                    ByteText.of(each.usedBytes()), ByteText.of(each.strandedBytes()),
                    ByteText.of(each.wastedBytes()), share(each.blockBytes()));
        }
        table.row("larger", "", "", count(usage.largeBlocks()), ByteText.of(usage.largeBytes()), "", "",
                share(usage.largeBytes()));
        table.row(this::painted, List.of("all", count(report.slabs()),
                count(usage.classes().stream().mapToLong(ClassUsage::slots).sum()), count(usage.liveBlocks()),
                ByteText.of(usage.usedBytes()), ByteText.of(usage.strandedBytes()), ByteText.of(report.wastedBytes()),
                share(usage.blockBytes())));
        return table.lines();
    }

    private String share(long bytes) {
        return FigureText.percent(report.share(bytes), 2);
    }

    private void addDecisions(SlabDecisions decisions) {
        lines.add("");
        lines.add(
                "  Slabs opened until then: %s as large as wanted, %s smaller to spare rare blocks, %s larger from plenty,"
                        .formatted(count(decisions.asWanted()), count(decisions.smaller()), count(decisions.larger()))
                        + " %s that had to break a rare block.".formatted(count(decisions.forced())));
    }

    private List<String> rounding() {
        Table table = new Table().left(4, 14).right(1, 12).left(1, 0).right(1, 11).left(1, 0).right(1, 8);
        addRounding(table, "up to " + HeapReport.SMALL_BYTES + " B", report.small());
        addRounding(table, "larger slots", report.medium());
        addRounding(table, "all slots", report.slots());
        addRounding(table, "larger blocks", report.large());
        addRounding(table, "all", report.all());
        return table.lines();
    }

    private static void addRounding(Table table, String what, Rounding rounding) {
        table.row(what, count(rounding.allocations()), "allocations", ByteText.of(rounding.requestedBytes()),
                "asked for", FigureText.percent(rounding.allocations() == 0 ? Double.NaN : rounding.average(), 2));
    }

    private String painted(String text) {
        return Paint.painted(colour, Paint.BOLD, text);
    }
}
