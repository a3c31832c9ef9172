package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TierRace;
import dev.cleave.lab.experiment.TierRace.Latency;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.PolicyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lab tiers}: each policy on each trace, beside a bound that knows the future. */
public final class TiersExperiment implements Experiment {
    @Override
    public String name() {
        return "tiers";
    }

    @Override
    public String question() {
        return "What should lie near? Policies of placement on traces of accesses, beside what no policy can beat";
    }

    @Override
    public String explanation() {
        return """
                The nearest tier holds a share of the footprint, and a tier below it everything. An access takes what
                its tier takes, and the moves that follow it: each reads on one side and writes on the other; what was
                not written since it came near goes back for nothing. meanNanos and p99Nanos have both, hitShare is
                that of accesses that found the object near. boundMeanNanos is a bound from below on what any policy
                can reach that knows the whole trace beforehand; belady is one that does, and is greedy. Loads that
                are made have %,d accesses at most; --trace adds recorded ones ('g ID BYTES' reads, 'p ID BYTES'
                writes), and alone leaves those out.
                Costs are nanoseconds an access, a byte read, a byte written: measured (memory, and a file past the
                page cache), or --costs.""".formatted(Loads.ACCESSES);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public List<String> cases() {
        return List.copyOf(Loads.all().keySet());
    }

    @Override
    public boolean racesTiers() {
        return true;
    }

    @Override
    public List<String> table(ExperimentResult result) {
        return new TiersTable(result.rows().stream().map(Cell::of).toList()).lines();
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        TierRace race = settings.tiers().orElse(TierRace.USUAL);
        List<PolicyKind> policies = policies(race.policies());
        List<String> cases = cases(settings.cases(), !race.traces().isEmpty());
        boolean measured = race.costs().isEmpty();
        List<Latency> costs = measured
                ? List.of(new MeasuredTiers().memory(), new MeasuredTiers().file())
                : race.costs();
        List<AccessTrace> traces = new ArrayList<>(race.traces());
        Loads.all().forEach((load, maker) -> {
            if (cases.contains(load)) {
                traces.add(maker.make(load, settings.seed()));
            }
        });
        List<Cell> cells = race(traces, policies, race.percents(), costs, progress);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("nearNanos", costs.getFirst().toString());
        parameters.put("farNanos", costs.getLast().toString());
        parameters.put("costsMeasured", measured);
        parameters.put("seed", settings.seed());
        parameters.put("traces", traces.stream().map(AccessTrace::name).toList());
        return new ExperimentResult(name(), parameters, cells.stream().map(Cell::row).toList(),
                new TiersTable(cells).panels());
    }

    /** Progress is told in accesses, so that a long trace is not taken for a short one. */
    private static List<Cell> race(
            List<AccessTrace> traces, List<PolicyKind> policies, List<Double> percents, List<Latency> costs,
            Progress progress) {
        List<Cell> cells = new ArrayList<>();
        long total = percents.size() * traces.stream().mapToLong(AccessTrace::accesses).sum();
        long done = 0;
        for (AccessTrace trace : traces) {
            TraceRace race = new TraceRace(trace, policies, costs.getFirst(), costs.getLast());
            for (double percent : percents) {
                progress.advance(trace.name(), done, total);
                cells.addAll(race.run(percent / 100));
                done += trace.accesses();
            }
        }
        progress.advance("done", total, total);
        return cells;
    }

    private static List<PolicyKind> policies(List<String> names) {
        for (String each : names) {
            OptionRange.require(PolicyKind.named(each).isPresent(), "--policy", each,
                    "one of " + PolicyKind.labels());
        }
        return Arrays.stream(PolicyKind.values())
                .filter(each -> names.isEmpty() || names.contains(each.label()))
                .toList();
    }

    /** Those asked for; where none are, all, unless there are recorded traces. */
    private List<String> cases(List<String> asked, boolean recorded) {
        for (String each : asked) {
            OptionRange.require(cases().contains(each), "--case", each, "one of " + String.join(", ", cases()));
        }
        if (asked.isEmpty()) {
            return recorded ? List.of() : cases();
        }
        return cases().stream().filter(asked::contains).toList();
    }
}
