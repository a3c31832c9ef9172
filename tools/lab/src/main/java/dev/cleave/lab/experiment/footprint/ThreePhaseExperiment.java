package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** {@code lab three-phase}: what live objects cost when their sizes shift, by the log-structured-memory paper's workloads and two more. */
public final class ThreePhaseExperiment implements Experiment {
    private static final long USUAL_REGION = 64L << 20;

    @Override
    public String name() {
        return "three-phase";
    }

    @Override
    public String question() {
        return "What does live memory cost when object sizes shift? Ten workloads of three phases: objects that move, and allocators that cannot move";
    }

    @Override
    public String explanation() {
        return """
                W1 to W8 are those of Rumble, Kejriwal and Ousterhout, Log-structured Memory for DRAM-based Storage (FAST 2014),
                table 1; W9 and W10 have giants. Phase 1 allocates %d times the limit (liveBytes) in the first sizes; whenever
                more is live, a batch of %d objects is freed at random. Phase 2 frees a share at random, phase 3 is as phase 1 in
                the second sizes. W10 allocates until there is no room, then frees 10 to 90 %% at random, and ends full. Live is
                each object's bytes and %d, as PMDK counts. usedPerLive is all that the allocator holds at the end for each
                live byte, as far as it tells: of objects regions, blocks, headers, holes and tables. residentPerLive is what
                its JVM grew by, exact to about a MiB; peakUsedPerLive the worst of twenty samples a phase against what may be
                live; allowed is what objects may hold. fullAtBytes is what was live when W10 found no room, the median. Each allocator runs in a JVM of its own."""
                .formatted(SizeShift.TURNS, SizeShift.BATCH, LiveObjects.PMDK_HEADER);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        List<String> workloads = Stream.concat(
                Arrays.stream(SizeShift.values()).map(SizeShift::name), Stream.of(GiantMix.LABEL)).toList();
        FootprintRun run = new FootprintRun(settings, USUAL_REGION, workloads.size(), Subject.OF_SHIFTS, progress);
        List<Map<String, Object>> rows = new ArrayList<>();
        List<ChartPanel> panels = new ArrayList<>();
        for (String workload : workloads) {
            FootprintLoad load = FootprintLoad.named(workload);
            Map<String, List<Footprint>> footprints = run.carry(workload);
            footprints.forEach((subject, each) -> rows.add(row(workload, load, subject, each)));
            panels.add(FootprintChart.resident(workload + " (" + load.description() + "): resident memory",
                    "samples, in order", FootprintRun.first(footprints)));
        }
        return new ExperimentResult(name(), run.parameters(), rows, panels);
    }

    private static Map<String, Object> row(
            String workload, FootprintLoad load, String subject, List<Footprint> footprints) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("workload", workload);
        row.put("allocator", subject);
        row.put("usedPerLive", median(footprints, each -> usedPerLive(each.samples().getLast())));
        row.put("residentPerLive", median(footprints,
                each -> (double) each.samples().getLast().residentBytes() / each.samples().getLast().countedBytes()));
        row.put("peakUsedPerLive", median(footprints, ThreePhaseExperiment::peakUsedPerLive));
        row.put("allowed", subject.equals(Subject.OBJECTS.label()) ? 1 + load.mostWaste() : ExperimentResult.UNKNOWN);
        row.put("fullAtBytes", load.isBounded()
                ? FootprintRun.median(footprints, each -> OptionalLong.of(
                        Math.round(
                                Median.of(each.samples().stream().mapToDouble(FootprintSample::liveBytes).toArray()))))
                : ExperimentResult.UNKNOWN);
        row.put("sizes", load.description());
        return row;
    }

    private static double usedPerLive(FootprintSample sample) {
        return sample.reservedBytes().isPresent()
                ? (double) sample.reservedBytes().getAsLong() / sample.countedBytes()
                : Double.NaN;
    }

    private static double peakUsedPerLive(Footprint footprint) {
        long live = footprint.samples().stream().mapToLong(FootprintSample::countedBytes).max().orElse(1);
        OptionalLong used = footprint.peakReservedBytes();
        return used.isPresent() ? (double) used.getAsLong() / live : Double.NaN;
    }

    /** With four decimals; unknown where the allocator does not tell. */
    private static Object median(List<Footprint> footprints, ToDoubleFunction<Footprint> figure) {
        double middle = Median.of(footprints.stream().mapToDouble(figure).toArray());
        return Double.isNaN(middle) ? ExperimentResult.UNKNOWN : Math.round(10_000 * middle) / 10_000.0;
    }
}
