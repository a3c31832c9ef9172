package dev.cleave.lab.replay;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
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
    private static final int LEAST_COLUMN_WIDTH = 13;

    private final Trace trace;
    private final List<ReplayResult> results;
    private final ReplaySettings settings;
    private final boolean colour;
    private final int columnWidth;
    private final List<String> lines = new ArrayList<>();

    private ReplayReport(Trace trace, List<ReplayResult> results, ReplaySettings settings, boolean colour) {
        this.trace = trace;
        this.results = results;
        this.settings = settings;
        this.colour = colour;
        columnWidth = results.stream()
                .mapToInt(result -> result.allocator().length() + 1)
                .reduce(LEAST_COLUMN_WIDTH, Math::max);
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
            addHeadings();
            addService();
            addMemory();
            addFragmentation();
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
                plural(trace.threadCount(), pages ? "processor" : "thread"), count(trace.liveAtEnd())));
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
        StringBuilder heading = new StringBuilder(" ".repeat(LABEL_WIDTH));
        results.forEach(result -> heading.append(column(result.allocator())));
        if (trace.kind() == TraceKind.PAGES) {
            heading.append(column("Linux"));
        }
        lines.add("");
        lines.add(painted(Paint.BOLD, heading.toString()));
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
        addRow("time an event, median of " + plural(settings.passes(), "pass") + threads,
                result -> Double.isNaN(result.nsPerEvent()) ? "–" : ByteText.trimmed(result.nsPerEvent(), 1) + " ns");
    }

    private void addMemory() {
        lines.add("  memory at its peak");
        addRow("  asked for", result -> ByteText.of(result.peak().requestedBytes()));
        addRow("  handed out", result -> ByteText.of(result.peak().usedBytes()));
        addRow("  lost to rounding", result -> percent(
                result.peak().usedBytes() == 0
                        ? 0
                        : 1 - (double) result.peak().requestedBytes() / result.peak().usedBytes()));
        addRow("  real memory committed", result -> result.peak().committedBytes().isPresent()
                ? ByteText.of(result.peak().committedBytes().getAsLong())
                : "–");
        addRow("  committed for each live byte", result -> ratio(result.committedPerLive()));
        if (results.stream().anyMatch(result -> result.floorBytes() > trace.peakLiveBytes())) {
            addRow("  one slab of each size class", result -> result.floorBytes() == 0
                    ? "–"
                    : ByteText.of(result.floorBytes()));
            addRow("  committed for each byte of those", result -> ratio(result.committedPerLiveOrFloor()));
        }
    }

    private void addFragmentation() {
        lines.add("  internal fragmentation (handed out / asked for)");
        addRow("  at the peak", result -> "%.3f".formatted(result.fragmentation().internalAtPeak()));
        addRow("  on average", result -> "%.3f".formatted(result.fragmentation().internalAverage()));
        if (results.stream().anyMatch(result -> result.fragmentation().externalAverage().isPresent())) {
            lines.add("  external fragmentation (free memory in blocks below "
                    + ByteText.of(Ledger.fragmentationBytes(trace.kind())) + ")");
            addRow("  at the peak", result -> percent(result.fragmentation().externalAtPeak()));
            addRow("  on average", result -> percent(result.fragmentation().externalAverage()));
            addRow("  largest free order at the peak", result -> largestFreeOrder(result.fragmentation()));
        }
        if (results.stream().anyMatch(result -> result.atEnd().isPresent())) {
            lines.add("  free memory at the end");
            addRow("  in all", result -> result.atEnd().map(end -> ByteText.of(end.free().bytes())).orElse("–"));
            addRow("  largest block",
                    result -> result.atEnd().map(end -> ByteText.of(end.free().largestBytes())).orElse("–"));
            addRow("  share in blocks below " + ByteText.of(Ledger.fragmentationBytes(trace.kind())),
                    result -> result.atEnd().map(end -> percent(end.unusableFreeSpaceIndex())).orElse("–"));
        }
        if (trace.kind() == TraceKind.PAGES) {
            addUnmovablePageblocks();
        }
        if (settings.tightest()) {
            addRow("smallest region found that serves all", result -> result.tightestFactor().isPresent()
                    ? "%.4f × peak".formatted(result.tightestFactor().getAsDouble())
                    : "–");
        }
    }

    private void addUnmovablePageblocks() {
        int linux = results.stream()
                .flatMap(result -> result.unmovablePageblocks().stream())
                .mapToInt(ReplayResult.UnmovablePageblocks::linux)
                .findFirst()
                .orElse(0);
        addRow("most 2 MiB pageblocks holding an unmovable page", result -> result.unmovablePageblocks()
                .map(pageblocks -> count(pageblocks.ours()))
                .orElse("–"));
        lines.add(lines.removeLast() + column(count(linux)));
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
                : " Timed in " + plural(result.timedPasses(), "pass")
                        + " of " + settings.passes())
                + ": its time was over (--time-limit).";
    }

    private void addRow(String label, Function<ReplayResult, String> figure) {
        StringBuilder row = new StringBuilder("  " + label);
        row.append(" ".repeat(Math.max(1, LABEL_WIDTH - row.length())));
        results.forEach(result -> row.append(column(figure.apply(result))));
        lines.add(row.toString());
    }

    private String column(String text) {
        return " ".repeat(Math.max(1, columnWidth - text.length())) + text;
    }

    private String painted(String style, String text) {
        return colour ? Paint.painted(style, text) : text;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String plural(long number, String noun) {
        String ending = noun.endsWith("s") ? "es" : "s";
        return count(number) + " " + noun + (number == 1 ? "" : ending);
    }

    private static String largestFreeOrder(ReplayResult.Fragmentation fragmentation) {
        OptionalInt order = fragmentation.largestFreeOrderAtPeak();
        return order.isEmpty() ? "–" : order.getAsInt() < 0 ? "none" : count(order.getAsInt());
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.3f".formatted(ratio.getAsDouble()) : "–";
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : "–";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
