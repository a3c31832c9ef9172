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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows for people: a table for each case, the many sizes of a filling in a line for each
 * allocator and way.
 */
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
        byContestant.values().forEach(those -> table.row(filling(those)));
        return table;
    }

    /** The sizes of one allocator and way as a line. */
    private static List<String> filling(List<Map<String, Object>> rows) {
        List<Map<String, Object>> full =
                rows.stream().filter(row -> row.get(DensityRow.USE_OF_IDEAL) instanceof Number).toList();
        Optional<Map<String, Object>> worst =
                full.stream().min(Comparator.comparingDouble(row -> figure(row, DensityRow.USE_OF_IDEAL)));
        long below = full.stream().filter(row -> figure(row, DensityRow.USE_OF_IDEAL) < WANTED).count();
        return List.of(
                text(rows.getFirst().get(DensityRow.ALLOCATOR)),
                text(rows.getFirst().get(DensityRow.WAY)),
                FigureText.count(rows.size()),
                FigureText.percent(median(full, DensityRow.USE_AT_REFUSAL), 1),
                FigureText.percent(median(full, DensityRow.USE_OF_IDEAL), 1),
                worst.map(row -> share(row, DensityRow.USE_OF_IDEAL)).orElse(FigureText.UNKNOWN),
                worst.map(DensityTable::sizes).orElse(FigureText.UNKNOWN),
                full.isEmpty() ? FigureText.UNKNOWN : FigureText.count(below),
                FigureText.decimal(median(rows, DensityRow.PEAK_RESIDENT_PER_LIVE), 2));
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
        return FigureText.percent(figure(row, column), 1);
    }

    private static String ratio(Map<String, Object> row) {
        return FigureText.decimal(figure(row, DensityRow.PEAK_RESIDENT_PER_LIVE), 2);
    }

    /** The median of the rows in which the figure is known; not a number where it is in none. */
    private static double median(List<Map<String, Object>> rows, String column) {
        return Median.of(rows.stream()
                .mapToDouble(row -> figure(row, column))
                .filter(figure -> !Double.isNaN(figure))
                .toArray());
    }

    private static double figure(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static String text(@Nullable Object cell) {
        return ExperimentResult.UNKNOWN.equals(cell) ? FigureText.UNKNOWN : String.valueOf(cell);
    }
}
