package dev.cleave.lab.experiment.density;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What allocators need of real memory for one recorded trace: each replays it in a JVM of its own,
 * writes to every page of its blocks, and what is resident is weighed.
 */
public final class TracePeaks {
    /** Room for all, so that nobody is asked to be frugal. */
    private static final double CAPACITY_FACTOR = 2;

    private TracePeaks() {}

    /**
     * What one allocator came to.
     *
     * @param allocator its name
     * @param residentBytes the most that was resident; empty where it could not be measured
     * @param reason why it could not be measured, else empty
     */
    public record TracePeak(String allocator, OptionalLong residentBytes, String reason) {}

    /**
     * The peaks of Cleave (its heap for heap traces, its pool for page traces), malloc and
     * jemalloc, in this order.
     */
    public static List<TracePeak> of(Trace trace, Progress progress) {
        Contestant cleave = trace.kind() == TraceKind.PAGES ? Contestant.EXTENT : Contestant.HEAP;
        List<Contestant> contestants = List.of(cleave, Contestant.MALLOC, Contestant.JEMALLOC);
        List<TracePeak> peaks = new ArrayList<>();
        for (Contestant each : contestants) {
            progress.advance("weighing " + each.label(), peaks.size(), contestants.size());
            peaks.add(peak(each, trace));
        }
        progress.advance("weighed", contestants.size(), contestants.size());
        return peaks;
    }

    private static TracePeak peak(Contestant contestant, Trace trace) {
        if (!Files.isReadable(Path.of(trace.name()))) {
            return missing(contestant, "a JVM of its own reads the trace again, and there is no file " + trace.name());
        }
        try {
            Weighed weighed = new DensityTrial(contestant, TraceLoad.of(trace, CAPACITY_FACTOR)).run();
            return weighed.failures() > 0
                    ? missing(contestant, weighed.failures() + " blocks were refused")
                    : new TracePeak(contestant.label(), OptionalLong.of(weighed.footprint().peakResidentBytes()), "");
        } catch (UnsupportedOperationException | TrialException failed) {
            return missing(contestant, String.valueOf(failed.getMessage()));
        }
    }

    private static TracePeak missing(Contestant contestant, String reason) {
        return new TracePeak(contestant.label(), OptionalLong.empty(), reason);
    }
}
