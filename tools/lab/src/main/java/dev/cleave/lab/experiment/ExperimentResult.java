package dev.cleave.lab.experiment;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment found.
 *
 * @param experiment its name
 * @param parameters everything that the rows depend on
 * @param rows figures by column, the same columns in every row
 * @param panels what to draw, for experiments that {@link Experiment#draws() do}
 */
public record ExperimentResult(
        String experiment, Map<String, Object> parameters, List<Map<String, Object>> rows,
        List<? extends Picture> panels) {
    /** In a row: a figure that is not known. It is null in JSON, and a dash in the table. */
    public static final Object UNKNOWN = NullNode.getInstance();

    /** Keeps the order of parameters and columns. */
    public ExperimentResult {
        rows = List.copyOf(rows);
        panels = List.copyOf(panels);
    }

    /** A result with nothing to draw. */
    public ExperimentResult(String experiment, Map<String, Object> parameters, List<Map<String, Object>> rows) {
        this(experiment, parameters, rows, List.of());
    }

    /** A share of 0 to 1 as a figure in percent, with one decimal. */
    public static double percent(double share) {
        return Math.round(share * 1000) / 10.0;
    }

    /** What went wrong in all rows: the sum of their column {@code failures}, or 0 where there is none. */
    public long failures() {
        return rows.stream()
                .mapToLong(row -> row.get("failures") instanceof Number count ? count.longValue() : 0)
                .sum();
    }

    /**
     * The scenes among what is to be drawn, for experiments that {@link Experiment#tells() tell} a
     * story.
     */
    public List<Scene> scenes() {
        return panels.stream()
                .filter(Scene.class::isInstance)
                .map(Scene.class::cast)
                .toList();
    }

    /** The result as maps and lists, in the order in which JSON should show it. */
    public Map<String, Object> toJson() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("experiment", experiment);
        root.put("parameters", parameters);
        root.put("rows", rows);
        return root;
    }

    /** The result as a table for people: words to the left, figures to the right; lines without line ends. */
    public List<String> toTable() {
        if (rows.isEmpty()) {
            return List.of("no rows");
        }
        List<String> columns = List.copyOf(rows.getFirst().keySet());
        Table table = new Table();
        for (String column : columns) {
            int gap = column.equals(columns.getFirst()) ? 0 : 2;
            if (rows.stream().anyMatch(row -> row.get(column) instanceof Number)) {
                table.right(gap, 0);
            } else {
                table.left(gap, 0);
            }
        }
        table.row(columns);
        rows.forEach(row -> table.row(columns.stream().map(column -> text(row.get(column))).toList()));
        return table.lines();
    }

    private static String text(@Nullable Object value) {
        return UNKNOWN.equals(value) ? FigureText.UNKNOWN : String.valueOf(value);
    }
}
