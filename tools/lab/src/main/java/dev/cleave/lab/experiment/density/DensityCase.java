package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ChartPanel;
import java.util.List;

/** One of the experiment's cases, its loads planned. */
@FunctionalInterface
interface DensityCase {
    /** Carries its loads. */
    Findings measure();

    /**
     * What a case found.
     *
     * @param panels what to draw of it
     */
    record Findings(List<DensityRow> rows, List<ChartPanel> panels) {
        /** Keeps copies. */
        public Findings {
            rows = List.copyOf(rows);
            panels = List.copyOf(panels);
        }
    }
}
