package dev.cleave.lab.experiment;

import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What users may choose of any experiment; what is empty is the experiment's own choice.
 *
 * @param seed of the first repetition; the others count on from it
 * @param repetitions each with a seed of its own
 * @param threads thread counts, each done in turn
 * @param regionBytes the size of the region
 * @param requestBytes the size of the request, for an experiment that makes one
 * @param cases of an experiment that has several
 * @param allocators of an experiment that compares them
 * @param traces recorded, each named by the file that it was read from, for an experiment that
 *     replays them
 * @param tlb of an experiment that models one
 * @param training of an experiment that trains networks
 * @param tiers of an experiment that races policies of placement
 * @param kills how often an experiment that does so brings something down
 */
public record ExperimentSettings(
        long seed,
        OptionalInt repetitions,
        List<Integer> threads,
        OptionalLong regionBytes,
        OptionalLong requestBytes,
        List<String> cases,
        List<String> allocators,
        List<Trace> traces,
        Optional<TlbShape> tlb,
        Optional<TrainingShape> training,
        Optional<TierRace> tiers,
        OptionalInt kills) {

    /** Every choice left to the experiment. */
    public static final ExperimentSettings DEFAULTS =
            new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.empty());

    /** Checks the ranges that hold for all experiments. */
    public ExperimentSettings {
        threads = List.copyOf(threads);
        cases = List.copyOf(cases);
        allocators = List.copyOf(allocators);
        traces = List.copyOf(traces);
        threads.forEach(OptionRange::requireThreads);
        repetitions.ifPresent(
                count -> OptionRange.require(count >= 1 && count <= 1000, "--repetitions", count, "1 to 1000"));
        kills.ifPresent(count -> OptionRange.require(count >= 1, "--kills", count, "1 or more"));
    }

    /** What is chosen of any experiment; the rest, which only some have, is left to them. */
    public ExperimentSettings(
            long seed, OptionalInt repetitions, List<Integer> threads, OptionalLong regionBytes) {
        this(seed, repetitions, threads, regionBytes, OptionalLong.empty(), List.of(), List.of(), List.of());
    }

    /** All but what only one experiment has: a race of policies, something that is brought down. */
    public ExperimentSettings(
            long seed, OptionalInt repetitions, List<Integer> threads, OptionalLong regionBytes,
            OptionalLong requestBytes, List<String> cases, List<String> allocators, List<Trace> traces,
            Optional<TlbShape> tlb, Optional<TrainingShape> training) {
        this(seed, repetitions, threads, regionBytes, requestBytes, cases, allocators, traces, tlb, training,
                Optional.empty(), OptionalInt.empty());
    }

    /** All but the shape of a training step. */
    public ExperimentSettings(
            long seed, OptionalInt repetitions, List<Integer> threads, OptionalLong regionBytes,
            OptionalLong requestBytes, List<String> cases, List<String> allocators, List<Trace> traces,
            Optional<TlbShape> tlb) {
        this(seed, repetitions, threads, regionBytes, requestBytes, cases, allocators, traces, tlb, Optional.empty());
    }

    /** All but the shape of a TLB. */
    public ExperimentSettings(
            long seed, OptionalInt repetitions, List<Integer> threads, OptionalLong regionBytes,
            OptionalLong requestBytes, List<String> cases, List<String> allocators, List<Trace> traces) {
        this(seed, repetitions, threads, regionBytes, requestBytes, cases, allocators, traces, Optional.empty());
    }

    /** The same with a race of policies of placement. */
    public ExperimentSettings withTiers(TierRace race) {
        return new ExperimentSettings(seed, repetitions, threads, regionBytes, requestBytes, cases, allocators, traces,
                tlb, training, Optional.of(race), kills);
    }

    /** The same with how often something is brought down. */
    public ExperimentSettings withKills(int count) {
        return new ExperimentSettings(seed, repetitions, threads, regionBytes, requestBytes, cases, allocators, traces,
                tlb, training, tiers, OptionalInt.of(count));
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
     * The size of the request: what was asked for, or the experiment's own.
     *
     * @param usual the experiment's own
     * @param grain what it must be a multiple of, and the least
     * @param allowed all of that in words
     * @throws IllegalArgumentException when it is out of the experiment's range
     */
    public long request(long usual, long grain, long greatest, String allowed) {
        long request = requestBytes.orElse(usual);
        OptionRange.require(request >= grain && request <= greatest && request % grain == 0, "--size", request,
                allowed);
        return request;
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

    /**
     * The cases chosen of those that an experiment has, in its order; all where none was.
     *
     * @throws IllegalArgumentException when it has no such case
     */
    public List<String> casesOf(List<String> offered) {
        cases.forEach(each -> OptionRange.require(
                offered.contains(each), "--case", each, "one of " + String.join(", ", offered)));
        return cases.isEmpty() ? offered : offered.stream().filter(cases::contains).toList();
    }
}
