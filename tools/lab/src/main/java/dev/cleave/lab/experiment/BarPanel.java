package dev.cleave.lab.experiment;

import java.util.List;

/**
 * Figures side by side, a bar each.
 *
 * @param title above them
 * @param upward the unit of the vertical axis
 * @param bars at least one
 */
public record BarPanel(String title, String upward, List<Bar> bars) implements Picture {
    /** Keeps a copy of the bars. */
    public BarPanel {
        bars = List.copyOf(bars);
    }

    /**
     * One bar.
     *
     * @param name under it
     * @param value its height, 0 or more
     */
    public record Bar(String name, double value) {}
}
