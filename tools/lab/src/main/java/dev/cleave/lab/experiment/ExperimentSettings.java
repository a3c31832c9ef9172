package dev.cleave.lab.experiment;

import dev.cleave.lab.report.OptionRange;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What users may choose of any experiment; what is empty is the experiment's own choice.
 *
 * @param seed of the first repetition; the others count on from it
 * @param repetitions each with a seed of its own
 * @param threads thread counts, each done in turn
 * @param regionBytes the size of the region
 */
public record ExperimentSettings(
        long seed, OptionalInt repetitions, List<Integer> threads, OptionalLong regionBytes) {

    /** Every choice left to the experiment. */
    public static final ExperimentSettings DEFAULTS =
            new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.empty());

    /** Checks the ranges that hold for all experiments. */
    public ExperimentSettings {
        threads = List.copyOf(threads);
        threads.forEach(OptionRange::requireThreads);
        repetitions.ifPresent(
                count -> OptionRange.require(count >= 1 && count <= 1000, "--repetitions", count, "1 to 1000"));
    }
}
