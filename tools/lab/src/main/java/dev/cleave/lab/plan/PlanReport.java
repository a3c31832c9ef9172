package dev.cleave.lab.plan;

import dev.cleave.lab.experiment.density.TracePeaks;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.plan.Cycle;
import dev.cleave.plan.Lifetimes;
import dev.cleave.plan.Plan;
import dev.cleave.plan.Planner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a plan of a trace came to.
 *
 * @param trace the trace as the user named it
 * @param kind what it recorded
 * @param plan the plan itself
 * @param peakLiveBytes the most that is live at once, as it was asked for
 * @param peakAlignedBytes the same, each block rounded up to the plan's alignment
 * @param seconds how long the search took
 * @param way what found the plan
 * @param period how many allocations a turn has, where the trace is a loop
 * @param peers what allocators need for the same trace; none where that was not asked for
 */
public record PlanReport(
        String trace,
        TraceKind kind,
        Plan plan,
        long peakLiveBytes,
        long peakAlignedBytes,
        double seconds,
        String way,
        OptionalInt period,
        List<PeerPeak> peers) {
    private static final double NANOS_A_SECOND = 1e9;
    private static final int STEPS = 1000;

    /** Keeps its own copy. */
    public PlanReport {
        peers = List.copyOf(peers);
    }

    /**
     * Plans a trace.
     *
     * @param planner with the alignment and the limit that are wanted; its listener is not told
     * @param compare whether Cleave's heap, malloc and jemalloc are weighed as well
     */
    public static PlanReport of(Trace trace, Planner planner, boolean compare, Progress progress) {
        Lifetimes lifetimes = TraceLifetimes.of(trace);
        OptionalInt period = loop(lifetimes).map(cycle -> OptionalInt.of(cycle.period())).orElse(OptionalInt.empty());
        return of(trace, lifetimes, period, planner, compare, progress);
    }

    /**
     * Plans one turn of the loop that a trace is.
     *
     * @return empty where less than half of its allocations are turns of one loop
     */
    public static Optional<PlanReport> ofTurn(Trace trace, Planner planner, Progress progress) {
        return loop(TraceLifetimes.of(trace))
                .map(cycle -> of(trace, cycle.lifetimes(), OptionalInt.of(cycle.period()), planner, false, progress));
    }

    private static PlanReport of(
            Trace trace, Lifetimes lifetimes, OptionalInt period, Planner planner, boolean compare,
            Progress progress) {
        Finder finder = new Finder(progress);
        long start = System.nanoTime();
        Plan plan = planner.withProgress(finder::heard).plan(lifetimes);
        double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
        return new PlanReport(trace.name(), trace.kind(), plan, lifetimes.mostLiveBytes(),
                lifetimes.mostLiveBytes(plan.alignment()), seconds, finder.way, period,
                compare ? peers(trace, progress) : List.of());
    }

    /** A loop that is less than half of a trace is not worth a word. */
    private static Optional<Cycle> loop(Lifetimes lifetimes) {
        return Cycle.find(lifetimes).filter(cycle -> 2 * cycle.covered() >= lifetimes.count());
    }

    private static List<PeerPeak> peers(Trace trace, Progress progress) {
        return TracePeaks.of(trace, progress).stream()
                .map(each -> new PeerPeak(each.allocator(), each.residentBytes(), each.reason()))
                .toList();
    }

    /** Planned bytes for each that is live at the peak, as it was asked for. */
    public double ratio() {
        return ratio(plan.plannedBytes());
    }

    /** Planned bytes for each that is live at the peak, rounded up to the alignment. */
    public double ratioAtAlignment() {
        return (double) plan.plannedBytes() / peakAlignedBytes;
    }

    /** Whether the plan is of a whole trace that is a loop, so that one turn could be planned instead. */
    boolean couldBeOneTurn() {
        return period.isPresent() && period.getAsInt() < plan.lifetimes().count();
    }

    /** So many bytes for each that is live at the peak. */
    double ratio(long bytes) {
        return (double) bytes / peakLiveBytes;
    }

    /** Remembers what found the best plan, and tells how far the search is. */
    private static final class Finder {
        private final Progress progress;
        private long best = Long.MAX_VALUE;
        private String way = "";

        Finder(Progress progress) {
            this.progress = progress;
        }

        void heard(String tried, long bestBytes, double share) {
            if (bestBytes < best) {
                best = bestBytes;
                way = tried;
            }
            progress.advance("planning: " + tried, Math.round(share * STEPS), STEPS);
        }
    }
}
