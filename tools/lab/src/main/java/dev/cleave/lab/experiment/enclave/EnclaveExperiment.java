package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.EnclavePageCosts;
import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lab enclave}: waste and evictions by how sizes are rounded, in the little memory of an enclave. */
public final class EnclaveExperiment implements Experiment {
    private static final long DEFAULT_REGION = 16L << 20;
    private static final long LEAST_REGION = 1L << 20;
    private static final long GREATEST_REGION = 1L << 30;
    private static final double BUDGET_SHARE = 0.7;

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
                Each load runs in an enclave pool whose budget is %.0f %% of the bytes that it has live at its peak,
                so that pages must leave, sealed. load: recorded heap traces (--trace), of which an allocation
                writes and a free wipes; and a key-value store filled with --region bytes, nine accesses of ten
                read. policy: sizes are rounded to powers of two; to four a doubling, as jemalloc does; to the 64
                classes that are best for the load's histogram; or to classes that are learned while it runs.
                waste: the share of what live objects hold that they did not ask for, tails of slabs among it, when
                most are live. heldPerAsked: pages in use then, free slots too. evictions and loads: pages that
                left and came back. megacycles: what those faults would cost in hardware, at %,d cycles each;
                measuredMillis: what sealing and opening them costs here, by the best of several slices."""
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
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, 4096,
                "a multiple of 4KiB from 1MiB to 1GiB for this experiment");
        settings.requireOneThread();
        OptionRange.require(settings.repetitions().orElse(1) == 1, "--repetitions", settings.repetitions().orElse(1),
                "1 for this experiment, as the same is found again");
        List<EnclaveLoad> loads = new ArrayList<>();
        loads.add(new KeyValueLoad(settings.seed(), region));
        for (Trace each : settings.traces()) {
            if (each.kind() == TraceKind.HEAP) {
                loads.add(new RecordedLoad(each));
            }
        }
        EnclavePageCosts costs = EnclavePageCosts.measure();
        List<Map<String, Object>> rows = new ArrayList<>();
        long total = (long) loads.size() * RoundingPolicy.values().length;
        for (EnclaveLoad load : loads) {
            for (RoundingPolicy policy : RoundingPolicy.values()) {
                progress.advance(load.name() + ", " + policy.label(), rows.size(), total);
                long budget = EnclaveTrial.budget(load, BUDGET_SHARE);
                rows.add(row(load, policy, budget, EnclaveTrial.run(load, policy, budget), costs));
            }
        }
        progress.advance("done", total, total);
        return new ExperimentResult(name(), parameters(settings, region, costs), rows, panels(loads, rows));
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
        row.put("waste", Math.round(outcome.waste() * 10_000) / 10_000.0);
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
