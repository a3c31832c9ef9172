package dev.cleave.lab.experiment.placement;

import static dev.cleave.lab.experiment.ExperimentResult.percent;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.LockedAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** {@code lab placement}: how whole free memory stays under churn, beside the address-ordered binary buddy. */
public final class PlacementExperiment implements Experiment {
    private static final long UNIT_BYTES = 4096;
    private static final long DEFAULT_REGION = 1L << 30;
    private static final long LEAST_REGION = 16L << 20;
    private static final long GREATEST_REGION = 1L << 40;
    private static final int REPETITIONS = 5;
    private static final List<Integer> THREADS = List.of(1, 4);
    private static final int[] LARGEST_ORDERS = {6, 3};

    /**
     * By what results call them. The yardstick takes the lowest block of the smallest order that
     * suffices, under one lock.
     */
    private static final Map<String, Function<Shape, BlockAllocator>> SPACES = spaces();

    private static Map<String, Function<Shape, BlockAllocator>> spaces() {
        Map<String, Function<Shape, BlockAllocator>> spaces = new LinkedHashMap<>();
        spaces.put("address-ordered binary buddy", shape -> new LockedAllocator(Algorithm.FREE_TREE.open(shape)));
        spaces.put("cleave", Algorithm.CLEAVE::open);
        return spaces;
    }

    @Override
    public String name() {
        return "placement";
    }

    @Override
    public String question() {
        return "Does speed buy scatter? Free memory in blocks of 2 MiB and more after churn, beside a textbook buddy";
    }

    @Override
    public String explanation() {
        return """
                steady: fill to 50 %% with blocks of random orders, then churn: free a random block,
                allocate until the level is reached again, %,d times for each 1,024 units of the region
                (two million times in 1 GiB). wave: fill to 10 %%, to 90 %%, drop to 50 %% at random, then
                churn. sharePercent is the share of free memory that lies in free blocks of 2 MiB and more
                at the end, the median over the seeds; minPercent and maxPercent are its extremes;
                failures counts requests that could not be served."""
                .formatted(PlacementWorkload.REPLACEMENTS_PER_1024_UNITS);
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, UNIT_BYTES,
                "a multiple of 4KiB from 16MiB to 1TiB for this experiment");
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        List<PlacementTrial> trials = trials(settings, region / UNIT_BYTES);
        long total = (long) trials.size() * SPACES.size() * repetitions;
        List<Map<String, Object>> rows = new ArrayList<>();
        for (PlacementTrial trial : trials) {
            for (String allocator : SPACES.keySet()) {
                long done = (long) rows.size() * repetitions;
                rows.add(repeat(trial, allocator, repetitions, settings.seed(), each -> progress
                        .advance(allocator + ", " + trial.workload().label(), done + each, total)));
            }
        }
        progress.advance("done", total, total);
        return new ExperimentResult(name(), parameters(settings, region, repetitions), rows);
    }

    /** Every workload with every range of orders and number of threads. */
    private static List<PlacementTrial> trials(ExperimentSettings settings, long units) {
        List<Integer> threads = settings.threads().isEmpty() ? THREADS : settings.threads();
        List<PlacementTrial> trials = new ArrayList<>();
        for (PlacementWorkload workload : PlacementWorkload.values()) {
            for (int largestOrder : LARGEST_ORDERS) {
                threads.forEach(count -> trials.add(new PlacementTrial(workload, largestOrder, count, units)));
            }
        }
        return trials;
    }

    private static Map<String, Object> repeat(
            PlacementTrial trial, String allocator, int repetitions, long seed, IntConsumer progress) {
        Function<Shape, BlockAllocator> opener = Objects.requireNonNull(SPACES.get(allocator));
        double[] shares = new double[repetitions];
        long failures = 0;
        for (int each = 0; each < repetitions; each++) {
            progress.accept(each);
            PlacementTrial.Outcome outcome = trial.run(opener.apply(Shape.of(trial.units())), seed + each);
            shares[each] = outcome.share();
            failures += outcome.failures();
        }
        return row(trial, allocator, shares, failures);
    }

    private static Map<String, Object> parameters(ExperimentSettings settings, long region, int repetitions) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("unitBytes", UNIT_BYTES);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        parameters.put("churnReplacements", region / UNIT_BYTES * PlacementWorkload.REPLACEMENTS_PER_1024_UNITS / 1024);
        parameters.put("wholeBlockBytes", UNIT_BYTES << PlacementTrial.WHOLE_ORDER);
        return parameters;
    }

    private static Map<String, Object> row(PlacementTrial trial, String allocator, double[] shares, long failures) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("workload", trial.workload().label());
        row.put("orders", "0-" + trial.largestOrder());
        row.put("threads", trial.threads());
        row.put("allocator", allocator);
        row.put("sharePercent", percent(Median.of(shares)));
        row.put("minPercent", percent(Arrays.stream(shares).min().orElseThrow()));
        row.put("maxPercent", percent(Arrays.stream(shares).max().orElseThrow()));
        row.put("failures", failures);
        return row;
    }
}
