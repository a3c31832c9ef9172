package dev.cleave.lab.experiment.tlb;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TlbShape;
import dev.cleave.lab.report.Progress;
import dev.cleave.memory.OperatingSystem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code lab tlb}: what it costs to walk the same data in ordinary, huge and scattered pages. */
public final class TlbExperiment implements Experiment {
    private static final long DEFAULT_REGION = 32L << 20;
    private static final long LEAST_REGION = 2L << 20;
    private static final long GREATEST_REGION = 4L << 30;
    private static final int REPETITIONS = 7;

    /** Asked when it is run: what lists experiments needs no native access. */
    private final Supplier<OperatingSystem> machine;

    /** On this machine. */
    public TlbExperiment() {
        this(OperatingSystem::current);
    }

    TlbExperiment(Supplier<OperatingSystem> machine) {
        this.machine = machine;
    }

    @Override
    public String name() {
        return "tlb";
    }

    @Override
    public String question() {
        return "What does it cost to find a page? The same data in ordinary, huge and scattered pages";
    }

    @Override
    public String explanation() {
        return """
                contiguous: one range of ordinary pages. huge: one range that the kernel is asked to back by
                huge pages; anonHugePagesBytes is what it really has in them. scattered: a mapping of its own
                for each ordinary page, of frames in random order. nanosPerAccess is the time of a step of a
                random walk in which each step reads where the next one goes, by one line in each ordinary
                page; nanosInOrder that of a read of each line, in the order of addresses. faults are the
                page faults while all of it is written for the first time. modelMisses is how often a TLB
                that was empty, as --tlb shapes it, does not know the page in one walk over all in order, and
                modelMissesPerAccess the same for a step of the random walk later on. The model has the pages
                that a layout is meant to have. Processor time, medians over the repetitions; one thread.""";
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean modelsTlb() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, 2 << 20,
                "a multiple of 2MiB from 2MiB to 4GiB for this experiment");
        settings.requireOneThread();
        OperatingSystem system = machine.get();
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        TlbShape shape = settings.tlb().orElse(TlbShape.USUAL);
        Layout[] layouts = Layout.values();
        Map<Layout, LayoutTrial.Outcome> outcomes = new EnumMap<>(Layout.class);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Layout layout : layouts) {
            progress.advance(layout.label(), rows.size(), layouts.length);
            LayoutTrial trial = new LayoutTrial(system, layout, region, repetitions, shape, settings.seed());
            try {
                LayoutTrial.Outcome outcome = trial.run();
                outcomes.put(layout, outcome);
                rows.add(row(layout, outcome));
            } catch (UnsupportedOperationException missing) {
                rows.add(missing(layout, String.valueOf(missing.getMessage())));
            }
        }
        progress.advance("done", layouts.length, layouts.length);
        return new ExperimentResult(name(), parameters(settings, system, region, repetitions, shape), rows,
                panels(outcomes));
    }

    private static Map<String, Object> parameters(
            ExperimentSettings settings, OperatingSystem system, long region, int repetitions, TlbShape shape) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        parameters.put("pageBytes", system.pageSize());
        parameters.put("hugePageBytes", system.hugePageSize());
        parameters.put("tlb", shape.toString());
        return parameters;
    }

    private static Map<String, Object> row(Layout layout, LayoutTrial.Outcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("layout", layout.label());
        row.put("nanosPerAccess", rounded(outcome.steps().getLast()));
        row.put("nanosInOrder", rounded(outcome.inOrderNanos()));
        row.put("faults", known(outcome.faults()));
        row.put("modelMisses", outcome.modelMisses());
        row.put("modelMissesPerAccess", rounded(outcome.stepMisses().getLast()));
        row.put("anonHugePagesBytes", known(outcome.anonHugePagesBytes()));
        row.put("maps", outcome.maps());
        row.put("backing", outcome.backing());
        return row;
    }

    private static Map<String, Object> missing(Layout layout, String reason) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("layout", layout.label());
        for (String figure : List.of("nanosPerAccess", "nanosInOrder", "faults", "modelMisses",
                "modelMissesPerAccess", "anonHugePagesBytes", "maps")) {
            row.put(figure, ExperimentResult.UNKNOWN);
        }
        row.put("backing", "not to be had: " + reason);
        return row;
    }

    private static Object known(OptionalLong figure) {
        return figure.isPresent() ? (Object) figure.getAsLong() : ExperimentResult.UNKNOWN;
    }

    private static double rounded(double figure) {
        return Math.round(figure * 1000) / 1e3;
    }

    private static List<ChartPanel> panels(Map<Layout, LayoutTrial.Outcome> outcomes) {
        String across = "pages that the walk comes by: 1 is " + LayoutTrial.FEWEST_PAGES
                + ", and each further one twice as many";
        return List.of(
                panel("Time of a step of the random walk", across, "ns", outcomes, LayoutTrial.Outcome::steps),
                panel("Misses of the modelled TLB a step", across, "misses", outcomes,
                        LayoutTrial.Outcome::stepMisses));
    }

    private static ChartPanel panel(String title, String across, String upward,
            Map<Layout, LayoutTrial.Outcome> outcomes, Function<LayoutTrial.Outcome, List<Double>> values) {
        return new ChartPanel(title, across, upward, outcomes.entrySet().stream()
                .map(each -> new ChartPanel.Line(each.getKey().label(), values.apply(each.getValue())))
                .toList());
    }
}
