package dev.cleave.lab.sweep;

import dev.cleave.lab.report.Progress;
import java.util.List;

/** Where the cells of a sweep run. */
@FunctionalInterface
public interface SweepEngine {
    /**
     * Runs them all. One that cannot be replayed is among the refusals, and the others go on.
     *
     * @param tasks in the order in which their rows are to come
     * @param progress told of the tasks done
     * @throws RuntimeException where the engine itself fails
     */
    SweepResult run(List<SweepTask> tasks, Progress progress);
}
