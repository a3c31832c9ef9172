package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The rows for people: a table for each case, the many sizes of a filling in a line for each allocator and way. */
final class DensityTable {
    private static final int GAP = 2;

    /** What a filling should reach of what the ideal does. */
    private static final double WANTED = 0.97;

    private DensityTable() {}

    /** The tables, as lines without line ends. */
    static List<String> of(List<Map<String, Object>> rows) {
        Map<String, List<Map<String, Object>>> byCase = new LinkedHashMap<>();
        rows.forEach(row -> byCase.computeIfAbsent(text(row.get(DensityRow.CASE)), unused -> new ArrayList<>())
                .add(row));
        List<String> lines = new ArrayList<>();
        byCase.forEach((label, those) -> {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(label);
            lines.addAll(table(label, those).lines());
        });
        return lines.isEmpty() ? List.of("no rows") : lines;
    }

    private static Table table(String label, List<Map<String, Object>> rows) {
        return switch (label) {
            case Phases.KIND -> phases(rows);
            case Bursts.KIND -> bursts(rows);
            case TraceLoad.KIND -> traces(rows);
            default -> fillings(rows);
        };
    }

    /** A line for each allocator and way over all sizes, the worst of them named. */
    private static Table fillings(List<Map<String, Object>> rows) {
        Table table =
                table("allocator", "way", "sizes", "use", "of ideal", "least", "at", "below 97 %", "resident/live");
        Map<String, List<Map<String, Object>>> byContestant = new LinkedHashMap<>();
        rows.forEach(row -> byContestant.computeIfAbsent(
                text(row.get(DensityRow.ALLOCATOR)) + " " + text(row.get(DensityRow.WAY)),
                unused -> new ArrayList<>())
                .add(row));
        byContestant.values().forEach(those -> {
            List<Map<String, Object>> full =
                    those.stream().filter(row -> row.get(DensityRow.USE_OF_IDEAL) instanceof Number).toList();
            Map<String, Object> first = those.getFirst();
            List<String> cells = new ArrayList<>(
                    List.of(text(first.get(DensityRow.ALLOCATOR)), text(first.get(DensityRow.WAY))));
            if (full.isEmpty()) {
                cells.addAll(List.of(FigureText.count(those.size()), FigureText.UNKNOWN, FigureText.UNKNOWN,
                        FigureText.UNKNOWN, FigureText.UNKNOWN, FigureText.UNKNOWN));
            } else {
                Map<String, Object> worst = full.stream()
                        .min(Comparator.comparingDouble(row -> figure(row, DensityRow.USE_OF_IDEAL)))
                        .orElseThrow();
                cells.addAll(List.of(FigureText.count(full.size()),
                        percent(median(full, DensityRow.USE_AT_REFUSAL)),
                        percent(median(full, DensityRow.USE_OF_IDEAL)),
                        percent(OptionalDouble.of(figure(worst, DensityRow.USE_OF_IDEAL))),
                        sizes(worst),
                        FigureText.count(full.stream()
                                .filter(row -> figure(row, DensityRow.USE_OF_IDEAL) < WANTED)
                                .count())));
            }
            cells.add(FigureText.decimal(median(those, DensityRow.PEAK_RESIDENT_PER_LIVE), 2));
            table.row(cells);
        });
        return table;
    }

    /** A line for each allocator and way, the largest block behind it at each tenth of use. */
    private static Table phases(List<Map<String, Object>> rows) {
        List<String> columns = new ArrayList<>(
                List.of("size", "allocator", "way", "use at refusal", "of ideal", "resident/live"));
        for (int step = 1; step < PhasesCase.STEPS; step++) {
            columns.add("at " + 100 * step / PhasesCase.STEPS + " %");
        }
        Table table = table(columns.toArray(String[]::new));
        List<String> cells = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            if (row.get(DensityRow.USE) instanceof Number) {
                cells.add(row.get(DensityRow.LARGEST_SERVED) instanceof Number largest
                        ? ByteText.of(largest.longValue())
                        : FigureText.UNKNOWN);
                continue;
            }
            if (!cells.isEmpty()) {
                table.row(cells);
            }
            cells = new ArrayList<>(List.of(bytes(row.get(DensityRow.SIZE)), text(row.get(DensityRow.ALLOCATOR)),
                    text(row.get(DensityRow.WAY)), share(row, DensityRow.USE_AT_REFUSAL),
                    share(row, DensityRow.USE_OF_IDEAL), ratio(row)));
        }
        return cells.isEmpty() ? table : table.row(cells);
    }

    private static Table bursts(List<Map<String, Object>> rows) {
        Table table = table("sizes", "allocator", "way", "resident/live", "failures");
        rows.forEach(row -> table.row(sizes(row), text(row.get(DensityRow.ALLOCATOR)), text(row.get(DensityRow.WAY)),
                ratio(row), text(row.get(DensityRow.FAILURES))));
        return table;
    }

    private static Table traces(List<Map<String, Object>> rows) {
        Table table = table("trace", "capacity/peak", "allocator", "way", "failures", "use at the first",
                "resident/live");
        rows.forEach(row -> table.row(text(row.get(DensityRow.TRACE)), text(row.get(DensityRow.CAPACITY_PER_PEAK)),
                text(row.get(DensityRow.ALLOCATOR)), text(row.get(DensityRow.WAY)),
                text(row.get(DensityRow.FAILURES)), share(row, DensityRow.USE_AT_REFUSAL), ratio(row)));
        return table;
    }

    /** A table with these headings; words stand to the left, figures to the right. */
    private static Table table(String... headings) {
        Table table = new Table();
        for (int each = 0; each < headings.length; each++) {
            int gap = each == 0 ? 0 : GAP;
            boolean words = List.of("allocator", "way", "trace", "sizes").contains(headings[each]);
            table = words ? table.left(gap, 0) : table.right(gap, 0);
        }
        return table.row(headings);
    }

    private static String sizes(Map<String, Object> row) {
        String size = bytes(row.get(DensityRow.SIZE));
        return row.get(DensityRow.OTHER_SIZE) instanceof Number
                ? size + ", " + bytes(row.get(DensityRow.OTHER_SIZE))
                : size;
    }

    private static String bytes(@Nullable Object cell) {
        return cell instanceof Number number ? ByteText.exact(number.longValue()) : FigureText.UNKNOWN;
    }

    private static String share(Map<String, Object> row, String column) {
        return percent(row.get(column) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty());
    }

    private static String percent(OptionalDouble share) {
        return FigureText.percent(share, 1);
    }

    private static String ratio(Map<String, Object> row) {
        return row.get(DensityRow.PEAK_RESIDENT_PER_LIVE) instanceof Number number
                ? FigureText.decimal(number.doubleValue(), 2)
                : FigureText.UNKNOWN;
    }

    private static OptionalDouble median(List<Map<String, Object>> rows, String column) {
        double[] figures = rows.stream()
                .flatMapToDouble(row -> row.get(column) instanceof Number number
                        ? DoubleStream.of(number.doubleValue())
                        : DoubleStream.empty())
                .toArray();
        return figures.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Median.of(figures));
    }

    private static double figure(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static String text(@Nullable Object cell) {
        return ExperimentResult.UNKNOWN.equals(cell) ? FigureText.UNKNOWN : String.valueOf(cell);
    }
}
