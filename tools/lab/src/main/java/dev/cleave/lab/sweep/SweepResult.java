package dev.cleave.lab.sweep;

import java.io.Serializable;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param rows what could be replayed, in the order of the tasks
 * @param refusals what could not, and why
 */
public record SweepResult(List<SweepRow> rows, List<Refusal> refusals) {
    /** Keeps its own copies. */
    public SweepResult {
        rows = List.copyOf(rows);
        refusals = List.copyOf(refusals);
    }

    /**
     * A task that could not be done.
     *
     * @param task which
     * @param reason why, in one line
     */
    public record Refusal(SweepTask task, String reason) implements Serializable {}
}
