package dev.cleave.lab.experiment;

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
        for (int each : threads) {
            if (each < 1 || each > 1024) {
                throw new IllegalArgumentException("--threads " + each + ": must be 1 to 1024");
            }
        }
        repetitions.ifPresent(count -> {
            if (count < 1 || count > 1000) {
                throw new IllegalArgumentException("--repetitions " + count + ": must be 1 to 1000");
            }
        });
    }
}
