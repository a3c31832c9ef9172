package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** {@code lab ghost-leak}: what stays of memory that is free, but in slabs of another class. */
public final class GhostLeakExperiment implements Experiment {
    private static final long USUAL_REGION = 32L << 20;

    @Override
    public String name() {
        return "ghost-leak";
    }

    @Override
    public String question() {
        return "Does memory freed in one size serve another? 33-byte objects, all freed, then 32-byte ones, beside the peers";
    }

    @Override
    public String explanation() {
        return """
                Each allocator in a JVM of its own: as many objects of %d bytes as fill the region are allocated, all are freed in
                random order, a second passes; then as many of %d bytes; they are freed, and a second passes.
                liveBytes are live at the end of the second filling, where reservedBytesAtEnd and residentBytesAtEnd are read;
                the figures AfterFree are read at the end of the first second, those AfterAll at that of the last.
                Reserved is what the allocator holds of the system (of its pool, for cleave), as far as it tells; resident is
                what the process has grown by, give or take a MiB. segregated never gives a slab to another class. cleave's tables
                on the Java heap are counted in both, Netty's objects there are not. cleave and jemalloc are told to give free
                memory back after %d ms."""
                .formatted(GhostLeakLoad.FIRST_BYTES, GhostLeakLoad.SECOND_BYTES, Subject.DECAY.toMillis());
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        FootprintRun run = new FootprintRun(settings, USUAL_REGION, 1, Subject.OF_ONE_CLASS, progress);
        Map<String, List<Footprint>> footprints = run.carry(GhostLeakLoad.LABEL);
        List<Map<String, Object>> rows = new ArrayList<>();
        footprints.forEach((subject, each) -> rows.add(row(subject, each)));
        String across = "steps: 20 filling with 33 bytes, 20 freeing, 1 s in 5; then the same with 32 bytes";
        List<Footprint> drawn = FootprintRun.first(footprints);
        return new ExperimentResult(name(), run.parameters(), rows, List.of(
                FootprintChart.resident("The ghost leak: resident memory", across, drawn),
                FootprintChart.reserved("The ghost leak: reserved memory", across, drawn)));
    }

    private static Map<String, Object> row(String subject, List<Footprint> footprints) {
        long live = footprints.getFirst().last(GhostLeakLoad.FILLED_SECOND).liveBytes();
        Object residentAtEnd = resident(footprints, GhostLeakLoad.FILLED_SECOND);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("allocator", subject);
        row.put("liveBytes", live);
        row.put("reservedBytesAfterFree", reserved(footprints, GhostLeakLoad.RESTED_FIRST));
        row.put("reservedBytesAtEnd", reserved(footprints, GhostLeakLoad.FILLED_SECOND));
        row.put("residentBytesAfterFree", resident(footprints, GhostLeakLoad.RESTED_FIRST));
        row.put("residentBytesAtEnd", residentAtEnd);
        row.put("residentPerLive", FootprintRun.ratio(residentAtEnd, live));
        row.put("reservedBytesAfterAll", reserved(footprints, GhostLeakLoad.RESTED_SECOND));
        row.put("residentBytesAfterAll", resident(footprints, GhostLeakLoad.RESTED_SECOND));
        return row;
    }

    private static Object reserved(List<Footprint> footprints, String mark) {
        return FootprintRun.median(footprints, each -> each.last(mark).reservedBytes());
    }

    private static Object resident(List<Footprint> footprints, String mark) {
        return FootprintRun.median(footprints, each -> OptionalLong.of(each.last(mark).residentBytes()));
    }
}
