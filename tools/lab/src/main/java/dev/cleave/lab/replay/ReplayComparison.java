package dev.cleave.lab.replay;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Many allocators on one trace: a row an allocator, and only what tells them apart. */
final class ReplayComparison {
    private static final int NAME_WIDTH = 16;
    private static final String ROW = "%10s %10s %11s %11s %8s %8s %9s %9s %8s";

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
        lines.add(row("", ROW.formatted(
                "", "", "most", "most", "internal", "", "external", "", "largest"),
                kind == TraceKind.PAGES ? "unmov." : ""));
        lines.add(
                row("allocator", ROW.formatted("unserved", "ns/event", "handed out", "committed", "at peak", "average",
                        "at peak", "average", "order"), kind == TraceKind.PAGES ? "blocks" : ""));
        results.forEach(result -> lines.add(row(result.allocator(), figures(result), unmovable(result))));
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

    private static String row(String name, String figures, String last) {
        return ("  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + figures + " %7s".formatted(last))
                .stripTrailing();
    }

    private static String figures(ReplayResult result) {
        ReplayResult.Fragmentation fragmentation = result.fragmentation();
        return ROW.formatted(
                count(result.failedAllocations()),
                Double.isNaN(result.nsPerEvent()) ? "–" : String.format(Locale.ROOT, "%,.1f", result.nsPerEvent()),
                ByteText.of(result.peak().usedBytes()),
                bytes(result.peak().committedBytes()),
                String.format(Locale.ROOT, "%.3f", fragmentation.internalAtPeak()),
                String.format(Locale.ROOT, "%.3f", fragmentation.internalAverage()),
                percent(fragmentation.externalAtPeak()),
                percent(fragmentation.externalAverage()),
                order(fragmentation.largestFreeOrderAtPeak()));
    }

    private static String unmovable(ReplayResult result) {
        return result.unmovablePageblocks().map(pageblocks -> count(pageblocks.ours())).orElse("");
    }

    private String linux() {
        return results.stream()
                .flatMap(result -> result.unmovablePageblocks().stream())
                .findFirst()
                .map(pageblocks -> "of which the recorded Linux had " + count(pageblocks.linux()))
                .orElse("");
    }

    private static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? ByteText.of(bytes.getAsLong()) : "–";
    }

    private static String order(OptionalInt order) {
        return order.isEmpty() ? "–" : order.getAsInt() < 0 ? "none" : count(order.getAsInt());
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble()) : "–";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
