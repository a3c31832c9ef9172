package dev.cleave.cli;

import dev.cleave.lab.Experiments;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.TierRace;
import dev.cleave.lab.experiment.TlbShape;
import dev.cleave.lab.experiment.TrainingShape;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options that only some experiments have: of those that make one large request, have several
 * cases, compare allocators, replay or make traces, race policies, model a TLB, train networks, or
 * bring something down.
 */
final class ExperimentOptions {
    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Size of the request of an experiment that makes one, such as 64MiB; the experiment's own"
                    + " unless told.")
    private Optional<Long> size = Optional.empty();

    @Option(
            names = {"--case", "--mode"},
            paramLabel = "CASE",
            split = ",",
            completionCandidates = Cases.class,
            description = "A case of an experiment that has several; all unless told. May be given more than once:"
                    + " ${COMPLETION-CANDIDATES}.")
    private List<String> cases = List.of();

    @Option(
            names = {"-a", "--allocator"},
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Allocators.class,
            description = "An allocator of an experiment that lets you choose; all unless told. May be given more than"
                    + " once: ${COMPLETION-CANDIDATES}.")
    private List<String> allocators = List.of();

    @Option(
            names = "--trace",
            paramLabel = "PATH",
            description = "A recorded trace, or a directory of them (*.trace, *.trace.gz), for an experiment that"
                    + " replays them; none unless told. May be given more than once. Of accesses for tiers, of"
                    + " allocations for the others.")
    private List<Path> traces = List.of();

    @Option(
            names = "--tlb",
            paramLabel = "SHAPE",
            converter = TlbShapeText.class,
            description = "The TLB of an experiment that models one: its levels, such as 64x4,1536x12 (entries and ways);"
                    + " with a part for each size of page, 64x4@4KiB+32x4@2MiB,1536x12.")
    private Optional<TlbShape> tlb = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images in a step of an experiment that trains networks; 64 unless told.")
    private Optional<Integer> batch = Optional.empty();

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            description = "Precision of activations in an experiment that trains networks: float32 (unless told),"
                    + " float16, bfloat16.")
    private Optional<String> precision = Optional.empty();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description = "A policy of an experiment that races them; all unless told. May be given more than once:"
                    + " cleave, lru, clock, lfu, tinylfu, thresholds, 2q, arc.")
    private List<String> policies = List.of();

    @Option(
            names = "--share",
            paramLabel = "PERCENT",
            split = ",",
            description = "How much of the footprint the nearest tier holds, for an experiment that races policies;"
                    + " 1,5,10,25,50 unless told.")
    private List<Double> percents = List.of();

    @Option(
            names = "--costs",
            paramLabel = "NS",
            split = ",",
            description = "What the nearest tier and the one below cost, for an experiment that races policies:"
                    + " nanoseconds an access, a byte read and a byte written, such as"
                    + " 100:0.05:0.06,80000:0.5:0.6; measured unless told.")
    private List<String> costs = List.of();

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How often an experiment that brings something down does so, in each mode; 50 unless told.")
    private Optional<Integer> kills = Optional.empty();

    @Option(
            names = "--trace-out",
            paramLabel = "DIR",
            description = "Write the traces of an experiment that makes some into this directory, as NAME.trace.gz;"
                    + " nothing is run then.")
    private @Nullable Path traceOut;

    /** The size of the request, if it was told. */
    OptionalLong size() {
        return size.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** The cases asked for. */
    List<String> cases() {
        return cases;
    }

    /** The allocators asked for. */
    List<String> allocators() {
        return allocators;
    }

    /** The shape of the TLB asked for. */
    Optional<TlbShape> tlb() {
        return tlb;
    }

    /**
     * What a training step works on, if anything of it was told.
     *
     * @throws IllegalArgumentException when that is out of its range
     */
    Optional<TrainingShape> training() {
        if (batch.isEmpty() && precision.isEmpty()) {
            return Optional.empty();
        }
        TrainingShape shape = TrainingShape.USUAL;
        shape = batch.isPresent() ? shape.withBatch(batch.get()) : shape;
        return Optional.of(precision.isPresent() ? shape.withPrecision(precision.get()) : shape);
    }

    /**
     * What policies are raced on, with the traces of accesses among those asked for.
     *
     * @param leftOut told of each file of a directory that is no such trace, and why
     * @throws MalformedTraceException when a file that was named is none
     * @throws IllegalArgumentException when something is out of its range
     */
    Optional<TierRace> tiers(Consumer<MalformedTraceException> leftOut) throws MalformedTraceException {
        TierRace usual = TierRace.USUAL;
        return Optional.of(new TierRace(TraceFiles.readAllAccesses(traces, leftOut), policies,
                percents.isEmpty() ? usual.percents() : percents,
                costs.stream().map(TierRace.Latency::of).toList()));
    }

    /** How often something is to be brought down, if it was told. */
    OptionalInt kills() {
        return kills.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** Where traces go, if they were asked for. */
    Optional<Path> traceOut() {
        return Optional.ofNullable(traceOut);
    }

    /**
     * Reads the traces asked for.
     *
     * @param leftOut told of each file of a directory that is no trace, and why
     * @throws MalformedTraceException when a file that was named is none
     */
    List<Trace> traces(Consumer<MalformedTraceException> leftOut) throws MalformedTraceException {
        return TraceFiles.readAll(traces, leftOut);
    }

    /**
     * Refuses what none of the experiments has.
     *
     * @throws ParameterException naming those that do
     */
    void requireTaken(CommandSpec spec, List<Experiment> experiments) {
        require(spec, experiments, "--size", size.stream().toList(), Experiment::takesSize);
        require(spec, experiments, "--case", cases, each -> !each.cases().isEmpty());
        require(spec, experiments, "--allocator", allocators, each -> !each.allocators().isEmpty());
        require(spec, experiments, "--trace", traces, each -> each.takesTraces() || each.racesTiers());
        require(spec, experiments, "--policy", policies, Experiment::racesTiers);
        require(spec, experiments, "--share", percents, Experiment::racesTiers);
        require(spec, experiments, "--costs", costs, Experiment::racesTiers);
        require(spec, experiments, "--tlb", tlb.stream().toList(), Experiment::modelsTlb);
        require(spec, experiments, "--batch", batch.stream().toList(), Experiment::trains);
        require(spec, experiments, "--precision", precision.stream().toList(), Experiment::trains);
        require(spec, experiments, "--kills", kills.stream().toList(), Experiment::kills);
        require(spec, experiments, "--trace-out", traceOut().stream().toList(), Experiment::makesTraces);
    }

    private static void require(
            CommandSpec spec, List<Experiment> experiments, String option, List<?> given, Predicate<Experiment> takes) {
        if (!given.isEmpty() && experiments.stream().noneMatch(takes)) {
            throw new ParameterException(spec.commandLine(), option + " " + given.getFirst()
                    + ": nothing to choose there; must be with one of " + namesOf(takes));
        }
    }

    /** The names of those experiments. */
    static String namesOf(Predicate<Experiment> which) {
        return Experiments.all().stream().filter(which).map(Experiment::name).collect(Collectors.joining(", "));
    }

    private static Iterator<String> offered(Function<Experiment, List<String>> choices) {
        return Experiments.all().stream().map(choices).flatMap(Collection::stream).distinct().iterator();
    }

    /** The cases that the help lists. */
    static final class Cases implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return offered(Experiment::cases);
        }
    }

    /** The allocators that the help lists. */
    static final class Allocators implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return offered(Experiment::allocators);
        }
    }
}
