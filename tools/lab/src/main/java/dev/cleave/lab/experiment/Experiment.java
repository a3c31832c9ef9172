package dev.cleave.lab.experiment;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import java.util.List;

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

    /** Whether its result has scenes, to be shown one by one. */
    default boolean tells() {
        return false;
    }

    /** Whether the size of the request that it makes can be chosen. */
    default boolean takesSize() {
        return false;
    }

    /** The cases that can be chosen of it, in its order; none where it is one whole. */
    default List<String> cases() {
        return List.of();
    }

    /**
     * The allocators that can be chosen of those it compares; none where all are there at any time.
     */
    default List<String> allocators() {
        return List.of();
    }

    /** Whether it does something with recorded traces. */
    default boolean takesTraces() {
        return false;
    }

    /** Whether it races policies of placement, on traces of accesses. */
    default boolean racesTiers() {
        return false;
    }

    /** Whether it models a TLB, whose shape can be chosen. */
    default boolean modelsTlb() {
        return false;
    }

    /** Whether it trains networks, whose batch and precision can be chosen. */
    default boolean trains() {
        return false;
    }

    /** Whether it makes {@linkplain #traces traces}, which can be written to files. */
    default boolean makesTraces() {
        return false;
    }

    /**
     * The traces that it makes, for experiments that do so; their names are those of files without
     * an ending.
     *
     * @throws IllegalArgumentException when a setting is out of its range, naming it
     */
    default List<Trace> traces(ExperimentSettings settings) {
        return List.of();
    }

    /**
     * Whether requests that are not served are what it measures, and so no fault of what it found.
     */
    default boolean measuresRefusals() {
        return false;
    }

    /** Whether it brings something down, and how often can be chosen. */
    default boolean kills() {
        return false;
    }

    /** How much of what it found should not have been. */
    default long failures(ExperimentResult result) {
        return measuresRefusals() ? 0 : result.failures();
    }

    /** Its result as a table for people; lines without line ends. */
    default List<String> table(ExperimentResult result) {
        return result.toTable();
    }

    /**
     * Runs it; may take minutes.
     *
     * @throws IllegalArgumentException when a setting is out of its range, naming it
     */
    ExperimentResult run(ExperimentSettings settings, Progress progress);
}
