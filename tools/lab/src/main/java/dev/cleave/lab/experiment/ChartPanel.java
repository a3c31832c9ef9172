package dev.cleave.lab.experiment;

import java.util.List;

/**
 * Lines that belong in one picture.
 *
 * @param title above them
 * @param across what the horizontal axis counts
 * @param upward the unit of the vertical axis
 * @param lines at least one
 */
public record ChartPanel(String title, String across, String upward, List<Line> lines) implements Picture {
    /** Keeps a copy of the lines. */
    public ChartPanel {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param name in the legend
     * @param values upward, at 1, 2, 3 … across; what is not a number is left out
     */
    public record Line(String name, List<Double> values) {
        /** Keeps a copy of the values. */
        public Line {
            values = List.copyOf(values);
        }
    }
}
