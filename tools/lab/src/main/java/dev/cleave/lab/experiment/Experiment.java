package dev.cleave.lab.experiment;

import dev.cleave.lab.report.Progress;

/** A question about memory management that is answered by running it. */
public interface Experiment {
    /** The name users type. */
    String name();

    /** What it asks, in one line. */
    String question();

    /** What it does and what its columns mean, in a few lines. */
    String explanation();

    /** Whether its result has panels to draw. */
    default boolean draws() {
        return false;
    }

    /**
     * Runs it; may take minutes.
     *
     * @throws IllegalArgumentException when a setting is out of its range, naming it
     */
    ExperimentResult run(ExperimentSettings settings, Progress progress);
}
