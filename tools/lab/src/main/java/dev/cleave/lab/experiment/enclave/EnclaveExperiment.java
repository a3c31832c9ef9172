package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.EnclavePageCosts;
import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.Picture;
import dev.cleave.lab.experiment.enclave.PlacementTrial.Outcome;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * {@code lab enclave}: waste and evictions by how sizes are rounded, in the little memory of an
 * enclave; what a fault takes; and what placement at random hides, and costs.
 */
public final class EnclaveExperiment implements Experiment {
    private static final long DEFAULT_REGION = 16L << 20;
    private static final long LEAST_REGION = 1L << 20;
    private static final long GREATEST_REGION = 1L << 30;
    private static final double BUDGET_SHARE = 0.7;
    private static final String ROUNDING = "rounding";
    private static final String FAULTS = "faults";
    private static final String PLACEMENT = "placement";
    private static final String OFF = "off";

    @Override
    public String name() {
        return "enclave";
    }

    @Override
    public String question() {
        return "What does rounding cost where memory is encrypted and scarce? Waste and evictions by size classes";
    }

    @Override
    public String explanation() {
        return """
                rounding: each load runs in an enclave pool whose budget is %.0f %% of the bytes that it has live at its peak,
                so that pages must leave, sealed. load: recorded heap traces (--trace), of which an allocation
                writes and a free wipes; and a key-value store filled with --region bytes, nine accesses of ten
                read. policy: sizes are rounded to powers of two; to four a doubling, as jemalloc does; to the 64
                classes that are best for the load's histogram; or to classes that are learned while it runs.
                waste: the share of what live objects hold that they did not ask for, tails of slabs among it, when
                most are live. heldPerAsked: pages in use then, free slots too. evictions and loads: pages that
                left and came back. megacycles: what those faults would cost in hardware, at %,d cycles each;
                measuredMillis: what sealing and opening them costs here, by the best of several slices.

                faults: a pool of --region bytes whose every access finds its page outside. faultNanos: one access,
                with a page that is sealed and leaves, and one that comes and is opened; sealNanos and openNanos
                alone; hardwareCycles: what EWB and ELDU take.

                placement: 2,000 objects in a pool of --region bytes, replaced, with placement at random of so many
                bits, or off. entropyBits: of a placement, as the pool counts it. observedBits: of where the fifth
                object of 1,000 bytes lies in 1,500 fresh pools, of 10.55 that so many can show. retakenShare: of the
                places that were freed, those that the next object of that size took. adjacentShare: of objects,
                those right behind the one before. nanosReplacement: a free and an allocation."""
                .formatted(100 * BUDGET_SHARE, EnclavePageCosts.HARDWARE_CYCLES);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean takesTraces() {
        return true;
    }

    @Override
    public List<String> cases() {
        return List.of(ROUNDING, FAULTS, PLACEMENT);
    }

    /** A table for each case, as their columns differ. */
    @Override
    public List<String> table(ExperimentResult result) {
        Map<Set<String>, List<Map<String, Object>>> tables = new LinkedHashMap<>();
        result.rows().forEach(row -> tables.computeIfAbsent(row.keySet(), columns -> new ArrayList<>()).add(row));
        List<String> lines = new ArrayList<>();
        tables.values().forEach(rows -> {
            lines.addAll(lines.isEmpty() ? List.of() : List.of(""));
            lines.addAll(new ExperimentResult(name(), result.parameters(), rows, List.of()).toTable());
        });
        return lines;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, 4096,
                "a multiple of 4KiB from 1MiB to 1GiB for this experiment");
        settings.requireOneThread();
        OptionRange.require(settings.repetitions().orElse(1) == 1, "--repetitions", settings.repetitions().orElse(1),
                "1 for this experiment, as the same is found again");
        List<String> cases = settings.casesOf(cases());
        EnclavePageCosts costs = EnclavePageCosts.measure();
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Picture> panels = new ArrayList<>();
        if (cases.contains(ROUNDING)) {
            List<EnclaveLoad> loads = loads(settings, region);
            rows.addAll(rounding(loads, costs, progress));
            panels.addAll(panels(loads, rows));
        }
        if (cases.contains(FAULTS)) {
            progress.advance(FAULTS, 0, 1);
            rows.add(faults(FaultTrial.run(region), costs));
        }
        if (cases.contains(PLACEMENT)) {
            progress.advance(PLACEMENT, 0, 1);
            List<Outcome> outcomes = PlacementTrial.run(settings.seed(), region);
            outcomes.forEach(each -> rows.add(placement(each)));
            panels.addAll(panels(outcomes));
        }
        progress.advance("done", 1, 1);
        return new ExperimentResult(name(), parameters(settings, region, costs), rows, panels);
    }

    private static List<EnclaveLoad> loads(ExperimentSettings settings, long region) {
        List<EnclaveLoad> loads = new ArrayList<>();
        loads.add(new KeyValueLoad(settings.seed(), region));
        for (Trace each : settings.traces()) {
            if (each.kind() == TraceKind.HEAP) {
                loads.add(new RecordedLoad(each));
            }
        }
        return loads;
    }

    private static List<Map<String, Object>> rounding(
            List<EnclaveLoad> loads, EnclavePageCosts costs, Progress progress) {
        List<Map<String, Object>> rows = new ArrayList<>();
        long total = (long) loads.size() * RoundingPolicy.values().length;
        for (EnclaveLoad load : loads) {
            for (RoundingPolicy policy : RoundingPolicy.values()) {
                progress.advance(load.name() + ", " + policy.label(), rows.size(), total);
                long budget = EnclaveTrial.budget(load, BUDGET_SHARE);
                rows.add(row(load, policy, budget, EnclaveTrial.run(load, policy, budget), costs));
            }
        }
        return rows;
    }

    private static Map<String, Object> parameters(
            ExperimentSettings settings, long region, EnclavePageCosts costs) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("seed", settings.seed());
        parameters.put("budgetShare", BUDGET_SHARE);
        parameters.put("cyclesAPage", EnclavePageCosts.HARDWARE_CYCLES);
        parameters.put("sealNanos", Math.round(costs.sealNanos()));
        parameters.put("openNanos", Math.round(costs.openNanos()));
        return parameters;
    }

    private static Map<String, Object> row(
            EnclaveLoad load, RoundingPolicy policy, long budget, EnclaveTrial.Outcome outcome,
            EnclavePageCosts costs) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("load", load.name());
        row.put("policy", policy.label());
        row.put("waste", shareOf(outcome.waste()));
        row.put("evictions", outcome.evictions());
        row.put("loads", outcome.loads());
        row.put("budgetBytes", budget);
        row.put("heldPerAsked", Math.round(outcome.held() * 1000) / 1000.0);
        row.put("megacycles", Math.max(outcome.evictions(), outcome.loads())
                * EnclavePageCosts.HARDWARE_CYCLES / 1_000_000);
        row.put("measuredMillis", Math.round(
                (outcome.evictions() * costs.sealNanos() + outcome.loads() * costs.openNanos()) / 1e6));
        return row;
    }

    private static Map<String, Object> faults(FaultTrial.Outcome outcome, EnclavePageCosts costs) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("load", FAULTS);
        row.put("policy", "every access");
        row.put("waste", shareOf(outcome.waste()));
        row.put("evictions", outcome.evictions());
        row.put("loads", outcome.loads());
        row.put("faultNanos", Math.round(outcome.nanos()));
        row.put("sealNanos", Math.round(costs.sealNanos()));
        row.put("openNanos", Math.round(costs.openNanos()));
        row.put("hardwareCycles", EnclavePageCosts.HARDWARE_CYCLES);
        return row;
    }

    private static Map<String, Object> placement(Outcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("load", PLACEMENT);
        row.put("policy", label(outcome));
        row.put("waste", shareOf(outcome.waste()));
        row.put("evictions", outcome.evictions());
        row.put("entropyBits", Math.round(outcome.meanBits() * 10) / 10.0);
        row.put("observedBits", Math.round(outcome.observedBits() * 10) / 10.0);
        row.put("retakenShare", shareOf(outcome.retakenShare()));
        row.put("adjacentShare", shareOf(outcome.adjacentShare()));
        row.put("nanosReplacement", Math.round(outcome.nanos()));
        row.put("heldPerAsked", Math.round(outcome.held() * 1000) / 1000.0);
        return row;
    }

    private static String label(Outcome outcome) {
        return outcome.bits() == 0 ? OFF : outcome.bits() == 1 ? "1 bit" : outcome.bits() + " bits";
    }

    private static double shareOf(double share) {
        return Math.round(share * 10_000) / 10_000.0;
    }

    private static List<BarPanel> panels(List<Outcome> outcomes) {
        return List.of(
                panel("placement at random: entropy of a placement", "bits", outcomes, Outcome::meanBits),
                panel("placement at random: freed places that the next object took", "%", outcomes,
                        each -> 100 * each.retakenShare()),
                panel("placement at random: a free and an allocation", "ns", outcomes, Outcome::nanos),
                panel("placement at random: bytes held for each byte asked for", "bytes", outcomes, Outcome::held));
    }

    private static BarPanel panel(
            String title, String unit, List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
        return new BarPanel(title, unit, outcomes.stream()
                .map(each -> new BarPanel.Bar(label(each), figure.applyAsDouble(each)))
                .toList());
    }

    private static List<BarPanel> panels(List<EnclaveLoad> loads, List<Map<String, Object>> rows) {
        List<BarPanel> panels = new ArrayList<>();
        for (EnclaveLoad load : loads) {
            panels.add(panel(load.name() + ": internal waste", "%", "waste", 100, load, rows));
            panels.add(panel(load.name() + ": evictions", "pages", "evictions", 1, load, rows));
        }
        return panels;
    }

    private static BarPanel panel(
            String title, String unit, String column, int factor, EnclaveLoad load, List<Map<String, Object>> rows) {
        return new BarPanel(title, unit, rows.stream()
                .filter(row -> load.name().equals(row.get("load")))
                .map(row -> new BarPanel.Bar(String.valueOf(row.get("policy")),
                        Double.parseDouble(String.valueOf(row.get(column))) * factor))
                .toList());
    }
}
