package dev.cleave.lab.fleet;

import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.List;

/** A report for people, as lines of text. */
public final class FleetText {
    private static final int WIDEST_WORD = 60;
    private static final int ROWS = 20;

    private FleetText() {}

    /** The lines, without line ends; of each list the first few rows. */
    public static List<String> of(FleetReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(FleetTables.scan(report.scan()));
        for (FleetTables.Titled each : FleetTables.of(report)) {
            lines.add("");
            lines.add(each.title());
            lines.addAll(table(each));
            int left = each.rows().size() - ROWS;
            if (left > 0) {
                lines.add("… and " + left + " more: see --html or --json");
            }
        }
        return lines;
    }

    private static List<String> table(FleetTables.Titled titled) {
        Table table = new Table();
        for (int column = 0; column < titled.head().size(); column++) {
            int gap = column == 0 ? 0 : 2;
            if (column < titled.words()) {
                table.left(gap, 0);
            } else {
                table.right(gap, 0);
            }
        }
        table.row(titled.head());
        titled.rows().stream().limit(ROWS).forEach(row -> table.row(row.stream().map(FleetText::shortened).toList()));
        return table.lines();
    }

    private static String shortened(String cell) {
        return cell.length() <= WIDEST_WORD ? cell : cell.substring(0, WIDEST_WORD - 1) + "…";
    }
}
