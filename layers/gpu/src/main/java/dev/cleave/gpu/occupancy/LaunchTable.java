package dev.cleave.gpu.occupancy;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Launches read from comma-separated text: a line each of capability, threads a block, registers a
 * thread, static and dynamic shared memory in bytes.
 *
 * <p>What follows in a line is passed over, so that a table with answers can be asked again. The
 * first line may be a header, which begins with {@code capability}. Blank lines are passed over.
 *
 * @param hasHeader whether there is a header
 * @param rows the launches in their order
 */
public record LaunchTable(boolean hasHeader, List<Row> rows) {
    private static final List<String> COLUMNS =
            List.of("capability", "threads", "registers", "static_shared", "dynamic_shared");

    /** Keeps a copy. */
    public LaunchTable {
        rows = List.copyOf(rows);
    }

    /**
     * One line.
     *
     * @param capability of the card
     * @param launch what a block needs
     */
    public record Row(Capability capability, Launch launch) {}

    /**
     * Reads all lines.
     *
     * @param name of the text, as messages begin with it
     * @throws IllegalArgumentException where a line is none of the form, naming it
     * @throws IOException where the text cannot be read
     */
    public static LaunchTable read(String name, BufferedReader text) throws IOException {
        List<Row> rows = new ArrayList<>();
        boolean header = false;
        int number = 0;
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            number++;
            List<String> cells = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
            if (number == 1 && cells.getFirst().equals(COLUMNS.getFirst())) {
                requireColumns(name, cells);
                header = true;
            } else if (!line.isBlank()) {
                rows.add(row(name + ":" + number, cells));
            }
        }
        return new LaunchTable(header, rows);
    }

    private static void requireColumns(String name, List<String> cells) {
        if (cells.size() < COLUMNS.size() || !cells.subList(0, COLUMNS.size()).equals(COLUMNS)) {
            throw new IllegalArgumentException(name + ":1: the header begins with " + String.join(",", cells)
                    + ": expected " + String.join(",", COLUMNS));
        }
    }

    private static Row row(String place, List<String> cells) {
        if (cells.size() < COLUMNS.size()) {
            throw new IllegalArgumentException(place + ": " + cells.size() + " columns: expected "
                    + String.join(",", COLUMNS));
        }
        try {
            return new Row(Capability.of(cells.getFirst()),
                    new Launch(whole(cells, 1), whole(cells, 2), whole(cells, 3), whole(cells, 4)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(place + ": " + wrong.getMessage(), wrong);
        }
    }

    private static int whole(List<String> cells, int column) {
        try {
            return Integer.parseInt(cells.get(column));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(
                    COLUMNS.get(column) + " '" + cells.get(column) + "': expected a whole number", wrong);
        }
    }
}
