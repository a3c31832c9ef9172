package dev.cleave.lab.experiment.sweep;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.sweep.SweepEngine;
import dev.cleave.lab.sweep.SweepGrid;
import dev.cleave.lab.sweep.SweepResult;
import dev.cleave.lab.sweep.SweepRow;
import dev.cleave.lab.sweep.SweepTask;
import dev.cleave.lab.sweep.ThreadedSweep;
import dev.cleave.lab.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code lab sweep}: what if a program had run with another unit, grouping or capacity? */
public final class SweepExperiment implements Experiment {
    private final SweepGrid grid;
    private final Optional<SweepEngine> engine;

    /** The usual settings, on threads of this JVM. */
    public SweepExperiment() {
        this(SweepGrid.USUAL, Optional.empty());
    }

    /**
     * Other settings, or elsewhere.
     *
     * @param grid what is tried
     * @param engine where, finding traces by their files; on threads of this JVM where there is
     *     none
     */
    public SweepExperiment(SweepGrid grid, Optional<SweepEngine> engine) {
        this.grid = grid;
        this.engine = engine;
    }

    @Override
    public String name() {
        return "sweep";
    }

    @Override
    public String question() {
        return "What if? Recorded traces under each unit, grouping and capacity";
    }

    @Override
    public String explanation() {
        return """
                Each trace (--trace; pages mixed at random where none is named) is replayed once under each
                setting: unit (--unit), grouping by mobility (--grouping; page traces alone have it) and capacity,
                as a multiple of the most that is live at once (--factor). failures: requests not served. usedPerRequested: bytes set aside per byte asked
                for, when most was. unusable: share of free memory in blocks below 2 MiB (page traces) or 64 KiB
                (heap traces) when most was live; largestFree: the largest free block then. unmovable: the most
                2 MiB pageblocks at once that held an unmovable page. Cells run side by side on --threads
                threads, or on Spark with --master, which './cleave fleet' brings.""";
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
    public boolean measuresRefusals() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        OptionRange.require(settings.threads().size() <= 1, "--threads", settings.threads(),
                "one number for this experiment");
        int threads = settings.threads().isEmpty()
                ? Runtime.getRuntime().availableProcessors()
                : settings.threads().getFirst();
        Map<String, Trace> traces = traces(settings).stream()
                .collect(
                        Collectors.toMap(Trace::name, Function.identity(), (first, same) -> first, LinkedHashMap::new));
        List<SweepTask> tasks = new ArrayList<>();
        traces.forEach((file, trace) -> grid.settings(trace.kind())
                .forEach(setting -> tasks.add(new SweepTask(file, setting))));
        SweepEngine runner = engine.orElseGet(
                () -> new ThreadedSweep(threads, file -> Objects.requireNonNull(traces.get(file))));
        SweepResult result = runner.run(tasks, progress);
        return new ExperimentResult(
                name(), parameters(threads, result), result.rows().stream().map(SweepExperiment::row).toList(),
                panels(result.rows()));
    }

    /** Those that were recorded; where none was named, one that this makes. */
    @Override
    public List<Trace> traces(ExperimentSettings settings) {
        if (!settings.traces().isEmpty()) {
            return settings.traces();
        }
        OptionRange.require(engine.isEmpty(), "--trace", "none", "given with --master: a recorded trace that all of"
                + " its machines can read");
        return List.of(MixedPages.trace(settings.seed()));
    }

    private Map<String, Object> parameters(int threads, SweepResult result) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("units", grid.units());
        parameters.put("groupings", grid.groupings().stream().map(each -> each ? "mobility" : "none").toList());
        parameters.put("factors", grid.capacityFactors());
        if (engine.isEmpty()) {
            parameters.put("threads", threads);
        }
        parameters.put("refused", result.refusals().stream()
                .map(each -> each.task().trace() + ", " + each.task().setting() + ": " + each.reason()).toList());
        return parameters;
    }

    private static Map<String, Object> row(SweepRow found) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trace", Trace.shortName(found.trace()));
        row.put("unit", found.unit());
        row.put("grouping", found.grouping());
        row.put("factor", found.capacityFactor());
        row.put("failures", found.failures());
        row.put("usedPerRequested", Math.round(found.usedPerRequested() * 1000) / 1000.0);
        row.put("unusable", Math.round(found.unusableShare() * 10_000) / 10_000.0);
        row.put("largestFree", found.largestFreeBytes());
        row.put("committed", found.peakCommittedBytes());
        row.put("unmovable", found.unmovablePageblocks() == null
                ? ExperimentResult.UNKNOWN
                : found.unmovablePageblocks());
        return row;
    }

    private static List<BarPanel> panels(List<SweepRow> rows) {
        Map<String, List<SweepRow>> byTrace =
                rows.stream().collect(Collectors.groupingBy(SweepRow::trace, LinkedHashMap::new, Collectors.toList()));
        List<BarPanel> panels = new ArrayList<>();
        byTrace.forEach((trace, own) -> panels.add(new BarPanel(
                Trace.shortName(trace) + ": free memory in blocks too small, at the peak", "%",
                own.stream().map(each -> new BarPanel.Bar(label(each), 100 * each.unusableShare())).toList())));
        return panels;
    }

    private static String label(SweepRow row) {
        return ByteText.exact(row.unit()) + (row.grouping().equals("none") ? "" : ", " + row.grouping()) + ", × "
                + ByteText.trimmed(row.capacityFactor(), 2);
    }
}
