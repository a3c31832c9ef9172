package dev.cleave.lab.replay;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;

/** Many allocators on one trace: a row an allocator, and only what tells them apart. */
final class ReplayComparison {
    private final TraceKind kind;
    private final List<ReplayResult> results;
    private final List<String> lines = new ArrayList<>();

    private ReplayComparison(TraceKind kind, List<ReplayResult> results) {
        this.kind = kind;
        this.results = results;
    }

    /** The table's lines. */
    static List<String> lines(TraceKind kind, List<ReplayResult> results) {
        return new ReplayComparison(kind, results).lines();
    }

    private List<String> lines() {
        String small = ByteText.of(Ledger.fragmentationBytes(kind));
        Table table = new Table().left(0, 18)
                .right(1, 9).right(1, 10).right(1, 11).right(1, 11).right(1, 8).right(1, 8).right(1, 9).right(1, 9)
                .right(1, 8).right(1, 7);
        boolean pages = kind == TraceKind.PAGES;
        table.row("", "", "", "most", "most", "internal", "", "external", "", "largest", pages ? "unmov." : "");
        table.row("  allocator", "unserved", "ns/event", "handed out", "committed", "at peak", "average", "at peak",
                "average", "order", pages ? "blocks" : "");
        results.forEach(result -> table.row(cells(result)));
        lines.addAll(table.lines());
        lines.add("");
        lines.add("  internal: bytes handed out for each asked for; external: free memory in blocks below " + small
                + "; largest: order of");
        lines.add("  the largest free block at the peak, in units of " + ByteText.of(AllocatorChoice.unit(kind))
                + (kind == TraceKind.PAGES
                        ? "; unmov. blocks: most 2 MiB pageblocks holding an unmovable page, " + linux()
                        : "")
                + ".");
        return lines;
    }

    private static List<String> cells(ReplayResult result) {
        ReplayResult.Fragmentation fragmentation = result.fragmentation();
        return List.of(
                "  " + result.allocator(),
                FigureText.count(result.failedAllocations()),
                FigureText.decimal(result.nsPerEvent(), 1),
                ByteText.of(result.peak().usedBytes()),
                ReplayReport.bytes(result.peak().committedBytes()),
                FigureText.decimal(fragmentation.internalAtPeak(), 3),
                FigureText.decimal(fragmentation.internalAverage(), 3),
                FigureText.percent(fragmentation.externalAtPeak(), 1),
                FigureText.percent(fragmentation.externalAverage(), 1),
                ReplayReport.order(fragmentation.largestFreeOrderAtPeak()),
                unmovable(result));
    }

    private static String unmovable(ReplayResult result) {
        return result.unmovablePageblocks().map(pageblocks -> FigureText.count(pageblocks.ours())).orElse("");
    }

    private String linux() {
        return results.stream()
                .flatMap(result -> result.unmovablePageblocks().stream())
                .findFirst()
                .map(pageblocks -> "of which the recorded Linux had " + FigureText.count(pageblocks.linux()))
                .orElse("");
    }
}
