package dev.cleave.lab.replay;

import static dev.cleave.lab.report.FigureText.UNKNOWN;
import static dev.cleave.lab.report.FigureText.count;
import static dev.cleave.lab.report.FigureText.decimal;
import static dev.cleave.lab.report.FigureText.percent;

import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.report.Table;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What one trace's replays came to, as a table that needs no manual: a column an allocator, and Linux where it is known; with
 * more than a few allocators, a row each.
 */
public final class ReplayReport {
    private static final int MOST_COLUMNS = 4;
    private static final int LABEL_WIDTH = 46;
    private static final int COLUMN_WIDTH = 12;

    private final Trace trace;
    private final List<ReplayResult> results;
    private final ReplaySettings settings;
    private final boolean colour;
    private final List<String> lines = new ArrayList<>();
    private final Table table = new Table().left(0, LABEL_WIDTH);

    private ReplayReport(Trace trace, List<ReplayResult> results, ReplaySettings settings, boolean colour) {
        this.trace = trace;
        this.results = results;
        this.settings = settings;
        this.colour = colour;
        for (int column = 0; column <= results.size(); column++) {
            table.right(1, COLUMN_WIDTH);
        }
    }

    /** The lines of the report on all replays of one trace. */
    public static List<String> lines(
            Trace trace, List<ReplayResult> results, ReplaySettings settings, boolean colour) {
        return new ReplayReport(trace, results, settings, colour).lines();
    }

    private List<String> lines() {
        introduce();
        if (results.size() > MOST_COLUMNS) {
            lines.add("");
            lines.addAll(ReplayComparison.lines(trace.kind(), results));
            lines.add("");
            results.forEach(this::addVerdict);
        } else if (!results.isEmpty()) {
            lines.add("");
            addHeadings();
            addService();
            addMemory();
            addFragmentation();
            lines.addAll(table.lines());
            results.forEach(this::addPageTypes);
            lines.add("");
            results.forEach(this::addVerdict);
        }
        return lines;
    }

    private void introduce() {
        boolean pages = trace.kind() == TraceKind.PAGES;
        lines.add(painted(Paint.BOLD, trace.name()));
        lines.add("  A %s of %s events: %s blocks allocated on %s, %s never freed.".formatted(
                trace.kind().label(), count(trace.events()), count(trace.blocks()),
                count(trace.threadCount(), pages ? "processor" : "thread"), count(trace.liveAtEnd())));
        results.stream().map(ReplayResult::regionBytes).filter(OptionalLong::isPresent).findFirst()
                .ifPresent(region -> lines.add(served(region.getAsLong())));
    }

    private String served(long regionBytes) {
        boolean wanted = regionBytes <= Math.ceil(trace.peakLiveBytes() * settings.regionFactor()) + Trace.PAGE_BYTES;
        return "  Served from a region of %s, %s the %s that were live at the peak.".formatted(
                ByteText.of(regionBytes),
                wanted ? ByteText.trimmed(settings.regionFactor(), 3) + " ×" : "one slab a size class, for",
                ByteText.of(trace.peakLiveBytes()));
    }

    private void addHeadings() {
        List<String> headings = new ArrayList<>(List.of(""));
        results.forEach(result -> headings.add(result.allocator()));
        if (trace.kind() == TraceKind.PAGES) {
            headings.add("Linux");
        }
        table.row(text -> painted(Paint.BOLD, text), headings);
    }

    private void addService() {
        addRow("allocations that were not served", result -> count(result.failedAllocations()));
        if (settings.verify()) {
            addRow("blocks checked, every byte as it was written", result -> count(result.verified()));
            addRow("blocks found damaged", result -> count(result.damageCount()));
        }
        String threads = results.getFirst().threads() == 1
                ? ""
                : ", " + results.getFirst().threads() + " threads";
        addRow("time an event, median of " + count(settings.passes(), "pass") + threads,
                result -> Double.isNaN(result.nsPerEvent())
                        ? UNKNOWN
                        : ByteText.trimmed(result.nsPerEvent(), 1) + " ns");
    }

    private void addMemory() {
        table.line("  memory at its peak");
        addRow("  asked for", result -> ByteText.of(result.peak().requestedBytes()));
        addRow("  handed out", result -> ByteText.of(result.peak().usedBytes()));
        addRow("  lost to rounding", result -> percent(
                result.peak().usedBytes() == 0
                        ? 0
                        : 1 - (double) result.peak().requestedBytes() / result.peak().usedBytes(),
                1));
        addRow("  real memory committed", result -> bytes(result.peak().committedBytes()));
        addRow("  committed for each live byte", result -> decimal(result.committedPerLive(), 3));
        if (results.stream().anyMatch(result -> result.floorBytes() > trace.peakLiveBytes())) {
            addRow("  one slab of each size class", result -> result.floorBytes() == 0
                    ? UNKNOWN
                    : ByteText.of(result.floorBytes()));
            addRow("  committed for each byte of those", result -> decimal(result.committedPerLiveOrFloor(), 3));
        }
    }

    private void addFragmentation() {
        table.line("  internal fragmentation (handed out / asked for)");
        addRow("  at the peak", result -> decimal(result.fragmentation().internalAtPeak(), 3));
        addRow("  on average", result -> decimal(result.fragmentation().internalAverage(), 3));
        if (results.stream().anyMatch(result -> result.fragmentation().externalAverage().isPresent())) {
            table.line("  external fragmentation (free memory in blocks below "
                    + ByteText.of(Ledger.fragmentationBytes(trace.kind())) + ")");
            addRow("  at the peak", result -> percent(result.fragmentation().externalAtPeak(), 1));
            addRow("  on average", result -> percent(result.fragmentation().externalAverage(), 1));
            addRow("  largest free order at the peak",
                    result -> order(result.fragmentation().largestFreeOrderAtPeak()));
        }
        if (results.stream().anyMatch(result -> result.atEnd().isPresent())) {
            table.line("  free memory at the end");
            addRow("  in all", result -> result.atEnd().map(end -> ByteText.of(end.free().bytes())).orElse(UNKNOWN));
            addRow("  largest block",
                    result -> result.atEnd().map(end -> ByteText.of(end.free().largestBytes())).orElse(UNKNOWN));
            addRow("  share in blocks below " + ByteText.of(Ledger.fragmentationBytes(trace.kind())),
                    result -> result.atEnd().map(end -> percent(end.unusableFreeSpaceIndex(), 1)).orElse(UNKNOWN));
        }
        if (trace.kind() == TraceKind.PAGES) {
            addUnmovablePageblocks();
        }
        if (settings.tightest()) {
            addRow("smallest region found that serves all", result -> result.tightestFactor().isPresent()
                    ? decimal(result.tightestFactor(), 4) + " × peak"
                    : UNKNOWN);
        }
    }

    private void addUnmovablePageblocks() {
        int linux = results.stream()
                .flatMap(result -> result.unmovablePageblocks().stream())
                .mapToInt(ReplayResult.UnmovablePageblocks::linux)
                .findFirst()
                .orElse(0);
        List<String> cells = cells("most 2 MiB pageblocks holding an unmovable page", result -> result
                .unmovablePageblocks()
                .map(pageblocks -> count(pageblocks.ours()))
                .orElse(UNKNOWN));
        cells.add(count(linux));
        table.row(cells);
        if (results.stream().anyMatch(result -> pageTypes(result).isPresent())) {
            addRow("blocks in another group's pageblock (extfrag)",
                    result -> pageTypes(result).map(types -> count(types.fallbacks())).orElse(UNKNOWN));
        }
    }

    private static Optional<PageTypeInfo> pageTypes(ReplayResult result) {
        return result.atEnd().flatMap(ReplayResult.AtEnd::pageTypes);
    }

    private void addPageTypes(ReplayResult result) {
        pageTypes(result).ifPresent(types -> {
            lines.add("");
            lines.add("  " + result.allocator() + ": pageblocks of 2 MiB by group, at the end");
            types.toString().lines().forEach(line -> lines.add("    " + line));
        });
    }

    private void addVerdict(ReplayResult result) {
        String name = results.size() == 1 ? "" : result.allocator() + ": ";
        if (result.failures() == 0) {
            String bytes = settings.verify() ? ", and every byte of it held" : "; nothing was checked (--no-verify)";
            lines.add("  " + painted(Paint.GREEN, "OK") + "  " + name + "every allocation was served" + bytes + "."
                    + timing(result));
            return;
        }
        if (result.failedAllocations() > 0) {
            lines.add("  " + painted(Paint.RED, "FAILED") + "  " + name + count(result.failedAllocations()) + " of "
                    + count(result.allocations())
                    + " allocations found no room: "
                    + (result.regionBytes().isPresent()
                            ? "try a larger --region-factor."
                            : "the machine has no more."));
        }
        if (result.damageCount() > 0) {
            lines.add(
                    "  " + painted(Paint.RED, "FAILED") + "  " + name + "found damaged: " + count(result.damageCount())
                            + ".");
            result.damages().forEach(damage -> lines.add("    " + damage));
        }
    }

    private String timing(ReplayResult result) {
        if (result.timedPasses() == settings.passes() || result.damageCount() > 0) {
            return "";
        }
        return (result.timedPasses() == 0
                ? " It was not timed"
                : " Timed in " + count(result.timedPasses(), "pass")
                        + " of " + settings.passes())
                + ": its time was over (--time-limit).";
    }

    private void addRow(String label, Function<ReplayResult, String> figure) {
        table.row(cells(label, figure));
    }

    private List<String> cells(String label, Function<ReplayResult, String> figure) {
        List<String> cells = new ArrayList<>(List.of("  " + label));
        results.forEach(result -> cells.add(figure.apply(result)));
        return cells;
    }

    private String painted(String style, String text) {
        return Paint.painted(colour, style, text);
    }

    static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? ByteText.of(bytes.getAsLong()) : UNKNOWN;
    }

    static String order(OptionalInt order) {
        return order.isEmpty() ? UNKNOWN : order.getAsInt() < 0 ? "none" : count(order.getAsInt());
    }
}
