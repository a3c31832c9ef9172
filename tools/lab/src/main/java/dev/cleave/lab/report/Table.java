package dev.cleave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A table for people, as lines of text: columns as wide as their longest cell, words to the left,
 * figures to the right.
 *
 * <p>Columns are declared first, each with the space before it and its least width, then rows are
 * added. What is painted ({@link Paint}) takes the room of what is seen of it. Between rows may
 * stand lines that keep to no column.
 */
public final class Table {
    /**
     * Stands for a cell whose room the next cell of its row has as well: for a heading over several
     * columns.
     */
    public static final String SPANNED = "\0";

    private static final Pattern PAINT = Pattern.compile("\u001B\\[[0-9;]*m");

    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    private record Column(boolean right, int gap, int leastWidth) {}

    /** Cells, or a line that keeps to no column where there is no cell but one. */
    private record Row(List<String> cells, boolean free, UnaryOperator<String> paint) {
        String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }

        /** How wide the column must be for it; what spans several columns must fit as they are. */
        int width(int column) {
            boolean spans = free || column > 0 && cell(column - 1).equals(SPANNED);
            return spans ? 0 : seen(cell(column));
        }
    }

    /** A table without columns or rows. */
    public Table() {}

    /**
     * Adds a column of words.
     *
     * @param gap spaces before it
     * @param leastWidth how wide it is, unless a cell is longer
     */
    public Table left(int gap, int leastWidth) {
        columns.add(new Column(false, gap, leastWidth));
        return this;
    }

    /** Adds a column of figures. */
    public Table right(int gap, int leastWidth) {
        columns.add(new Column(true, gap, leastWidth));
        return this;
    }

    /** Adds a row; the cells that are left out at its end are empty. */
    public Table row(List<String> cells) {
        return row(UnaryOperator.identity(), cells);
    }

    /** Adds a row. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Adds a row that is painted as a whole. */
    public Table row(UnaryOperator<String> paint, List<String> cells) {
        if (cells.size() > columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(new Row(List.copyOf(cells), false, paint));
        return this;
    }

    /** Adds a line as it is. */
    public Table line(String text) {
        rows.add(new Row(List.of(text), true, UnaryOperator.identity()));
        return this;
    }

    /** The lines, without line ends and without spaces at their ends. */
    public List<String> lines() {
        int[] widths = new int[columns.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[column] = Math.max(
                    columns.get(column).leastWidth, rows.stream().mapToInt(row -> row.width(at)).max().orElse(0));
        }
        return rows.stream().map(row -> row.free ? row.cell(0) : text(row, widths)).toList();
    }

    private String text(Row row, int[] widths) {
        StringBuilder text = new StringBuilder();
        int spanned = 0;
        for (int each = 0; each < widths.length; each++) {
            Column column = columns.get(each);
            String cell = row.cell(each);
            if (cell.equals(SPANNED)) {
                spanned += column.gap + widths[each];
                continue;
            }
            String rest = " ".repeat(Math.max(0, spanned + widths[each] - seen(cell)));
            text.repeat(' ', column.gap).append(column.right ? rest + cell : cell + rest);
            spanned = 0;
        }
        return row.paint.apply(text.toString().stripTrailing());
    }

    private static int seen(String cell) {
        return PAINT.matcher(cell).replaceAll("").length();
    }
}
