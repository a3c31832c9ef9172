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

    /**
     * The size of the region: what was asked for, or the experiment's own.
     *
     * @param usual the experiment's own
     * @param grain what it must be a multiple of
     * @param allowed all of that in words
     * @throws IllegalArgumentException when it is out of the experiment's range
     */
    public long region(long usual, long least, long greatest, long grain, String allowed) {
        long region = regionBytes.orElse(usual);
        OptionRange.require(region >= least && region <= greatest && region % grain == 0, "--region", region, allowed);
        return region;
    }

    /**
     * Refuses thread counts, for an experiment of one thread.
     *
     * @throws IllegalArgumentException when others were asked for
     */
    public void requireOneThread() {
        OptionRange.require(threads.isEmpty() || threads.equals(List.of(1)), "--threads", threads,
                "1 for this experiment");
    }
}
