package dev.cleave.lab.heap;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.HeapUsage;
import dev.cleave.heap.SlabDecisions;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A heap report as a table that needs no manual: a row a size class, then the totals. */
public final class HeapReportText {
    private static final String ROW = "  %10s %8s %10s %10s %11s %11s %11s %8s";

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
                blocks(usage.liveBlocks()), ByteText.of(report.liveBytes())));
        lines.add("  It has taken %s of its pool of %s; %s of that is real memory.".formatted(
                ByteText.of(usage.blockBytes()), ByteText.of(report.capacityBytes()),
                ByteText.of(report.committedBytes())));
        lines.add("");
        lines.add(painted(ROW.formatted("slot bytes", "slabs", "slots", "used", "used bytes", "stranded", "waste",
                "share")));
        usage.classes().forEach(this::addClass);
        lines.add(ROW.formatted("larger", "", "", count(usage.largeBlocks()), ByteText.of(usage.largeBytes()), "", "",
                percent(report.share(usage.largeBytes()))));
        lines.add(painted(ROW.formatted("all", count(report.slabs()),
                count(usage.classes().stream().mapToLong(ClassUsage::slots).sum()), count(usage.liveBlocks()),
                ByteText.of(usage.usedBytes()), ByteText.of(usage.strandedBytes()), ByteText.of(report.wastedBytes()),
                percent(report.share(usage.blockBytes())))));
        addDecisions(usage.decisions());
        addRounding();
        return lines;
    }

    private void addClass(ClassUsage each) {
        lines.add(ROW.formatted(count(each.slotBytes()), count(each.slabs()), count(each.slots()),
                count(each.usedSlots()), ByteText.of(each.usedBytes()), ByteText.of(each.strandedBytes()),
                ByteText.of(each.wastedBytes()), percent(report.share(each.blockBytes()))));
    }

    private void addDecisions(SlabDecisions decisions) {
        lines.add("");
        lines.add(
                "  Slabs opened until then: %s as large as wanted, %s smaller to spare rare blocks, %s larger from plenty,"
                        .formatted(count(decisions.asWanted()), count(decisions.smaller()), count(decisions.larger()))
                        + " %s that had to break a rare block.".formatted(count(decisions.forced())));
    }

    private void addRounding() {
        lines.add("");
        lines.add("  rounding over the whole trace (set aside beyond what was asked for)");
        addRounding("up to " + HeapReport.SMALL_BYTES + " B", report.small());
        addRounding("larger slots", report.medium());
        addRounding("all slots", report.slots());
        addRounding("larger blocks", report.large());
        addRounding("all", report.all());
    }

    private void addRounding(String what, Rounding rounding) {
        lines.add("    %-14s %12s allocations %11s asked for %8s".formatted(what, count(rounding.allocations()),
                ByteText.of(rounding.requestedBytes()),
                rounding.allocations() == 0 ? "–" : percent(rounding.average())));
    }

    private static String blocks(long count) {
        return count(count) + (count == 1 ? " block" : " blocks");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private String painted(String text) {
        return colour ? Paint.painted(Paint.BOLD, text) : text;
    }
}
