package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** {@code lab three-phase}: what live objects cost when their sizes shift, by the log-structured-memory paper's workloads. */
public final class ThreePhaseExperiment implements Experiment {
    private static final long USUAL_REGION = 32L << 20;

    @Override
    public String name() {
        return "three-phase";
    }

    @Override
    public String question() {
        return "What does live memory cost when object sizes shift? Eight workloads of three phases, beside the peers";
    }

    @Override
    public String explanation() {
        return """
                The workloads of Rumble, Kejriwal and Ousterhout, Log-structured Memory for DRAM-based Storage (FAST 2014),
                table 1, with liveBytes instead of 10 GB: allocate %d times that in the first sizes, deleting at random to
                stay within it; delete a share at random; allocate as much in the second sizes. Each
                allocator in a JVM of its own. peakResidentBytes is the most that the process grew by, at twenty samples a filling,
                peakReservedBytes the most that the allocator held, as far as it tells; residentPerLive and reservedPerLive
                are these for each byte of the most that was live; residentBytesAtEnd is read when all is done. cleave's tables on the
                Java heap are counted in both, Netty's objects there are not; resident is exact to about a MiB."""
                .formatted(SizeShift.TURNS);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        FootprintRun run = new FootprintRun(settings, USUAL_REGION, SizeShift.values().length, progress);
        List<Map<String, Object>> rows = new ArrayList<>();
        List<ChartPanel> panels = new ArrayList<>();
        for (SizeShift workload : SizeShift.values()) {
            Map<String, List<Footprint>> footprints = run.carry(workload.name());
            footprints.forEach((subject, each) -> rows.add(row(workload, subject, each)));
            panels.add(FootprintChart.resident(workload.name() + " (" + workload.description() + "): resident memory",
                    "steps: 20 for the first filling, then for the deletion and the second",
                    FootprintRun.first(footprints)));
        }
        return new ExperimentResult(name(), run.parameters(), rows, panels);
    }

    private static Map<String, Object> row(SizeShift workload, String subject, List<Footprint> footprints) {
        long live = footprints.getFirst().peakLiveBytes();
        Object resident = FootprintRun.median(footprints, each -> OptionalLong.of(each.peakResidentBytes()));
        Object reserved = FootprintRun.median(footprints, Footprint::peakReservedBytes);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("workload", workload.name());
        row.put("sizes", workload.description());
        row.put("allocator", subject);
        row.put("peakLiveBytes", live);
        row.put("peakReservedBytes", reserved);
        row.put("peakResidentBytes", resident);
        row.put("residentBytesAtEnd", FootprintRun.median(
                footprints, each -> OptionalLong.of(each.samples().getLast().residentBytes())));
        row.put("reservedPerLive", FootprintRun.ratio(reserved, live));
        row.put("residentPerLive", FootprintRun.ratio(resident, live));
        return row;
    }
}
