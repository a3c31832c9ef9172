package dev.cleave.lab.race;

import dev.cleave.lab.bench.BenchResult;
import dev.cleave.lab.bench.BenchSettings;
import dev.cleave.lab.bench.Environment;
import dev.cleave.lab.bench.SkippedTrial;
import dev.cleave.lab.bench.TrialSeries;
import dev.cleave.lab.bench.Workload;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.jvm.TrialTooSlowException;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs allocators through workloads, one JVM for each pair of them. */
public final class Race {
    private static final double NANOS = 1e9;
    private static final Duration BRIEF = Duration.ofMillis(20);
    private static final double SLOW_SECONDS = 0.1;

    private final List<Workload> workloads;
    private final List<AllocatorName> allocators;
    private final List<Integer> threadCounts;
    private final RaceSettings settings;
    private final Progress progress;
    private final List<RaceResult.Figure> figures = new ArrayList<>();
    private final List<SkippedTrial> skipped = new ArrayList<>();
    private final List<FillCurve> curves = new ArrayList<>();
    private final long start = System.nanoTime();
    private RaceSettings pace;
    private int done;
    private int hurried;

    /**
     * A race to be run.
     *
     * @param allocators who takes part; the floor always does
     * @param threadCounts each 1 or more
     */
    public Race(
            List<Workload> workloads,
            List<AllocatorName> allocators,
            List<Integer> threadCounts,
            RaceSettings settings,
            Progress progress) {
        threadCounts.forEach(OptionRange::requireThreads);
        this.workloads = List.copyOf(workloads);
        this.threadCounts = threadCounts.stream().distinct().sorted().toList();
        this.settings = settings;
        pace = settings;
        this.progress = progress;
        List<AllocatorName> all = new ArrayList<>(List.of(AllocatorName.FLOOR));
        allocators.stream().distinct().filter(each -> each != AllocatorName.FLOOR).forEach(all::add);
        this.allocators = List.copyOf(all);
    }

    /** The workloads of blocks: all but those of arenas. */
    public static List<Workload> blockWorkloads() {
        return List.of(Workload.PAIR, Workload.BATCH, Workload.MIXED, Workload.FILL, Workload.CROWDED, Workload.FULL,
                Workload.HANDOFF, Workload.THREADTEST, Workload.LARSON, Workload.CONSTANT_OCCUPANCY,
                Workload.LINUX_SCALABILITY);
    }

    /** Runs it all; takes minutes. */
    public RaceResult run() {
        int steps = workloads.size() * allocators.size();
        for (Workload workload : workloads) {
            for (AllocatorName allocator : allocators) {
                progress.advance(workload.label() + ", " + allocator.label() + remaining(steps), done, steps);
                boolean late = isLate(steps);
                pace = late ? settings.hurried() : settings;
                hurried += late ? 1 : 0;
                compete(workload, allocator);
                done++;
            }
        }
        progress.advance("done", steps, steps);
        return new RaceResult(Environment.here(), settings, figures, skipped, curves,
                (System.nanoTime() - start) / NANOS, hurried);
    }

    /** Whether the race will exceed its budget if it goes on as it did. */
    private boolean isLate(int steps) {
        double elapsed = (System.nanoTime() - start) / NANOS;
        double left = settings.budget().toMillis() / 1e3 - elapsed;
        return done > 0 && left < elapsed / done * (steps - done);
    }

    /** As the steps so far went, once there were a few. */
    private String remaining(int steps) {
        if (done < allocators.size() / 2) {
            return "";
        }
        long seconds = Math.round((System.nanoTime() - start) / NANOS / done * (steps - done));
        return ", about " + (seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min") + " left";
    }

    private void compete(Workload workload, AllocatorName allocator) {
        boolean fills = workload == Workload.FILL && allocator != AllocatorName.FLOOR;
        TrialSeries series = new TrialSeries(allocator, workload);
        boolean warm = false;
        for (int threads : threadCounts) {
            Optional<String> refusal = series.refusal(threads, settings.bench());
            if (refusal.isPresent()) {
                skip(allocator, workload, threads, false, refusal.get());
            } else if (fills && threads == 1) {
                attempt(allocator, workload, threads, () -> climb(series, allocator));
                warm = true;
            } else {
                BenchSettings own = warm ? pace.warm() : pace.bench();
                attempt(allocator, workload, threads,
                        () -> series.measure(threads, own).forEach(result -> add(workload, result, false)));
                warm = true;
            }
        }
        attempt(allocator, workload, threadCounts.getLast(), series::close);
    }

    /** The floor's pairs stand beside every phase of the workload. */
    private void add(Workload workload, BenchResult result, boolean extrapolated) {
        if (!result.allocator().equals(RaceResult.FLOOR)) {
            figures.add(new RaceResult.Figure(result, extrapolated));
            return;
        }
        for (String phase : workload.phases(settings.bench())) {
            figures.add(new RaceResult.Figure(result.as(phase), extrapolated));
        }
    }

    /** Fills ever larger spaces until the next one would take longer than it may, and says what the largest would take. */
    private void climb(TrialSeries series, AllocatorName allocator) {
        long target = settings.bench().units();
        Map<String, List<FillCurve.Point>> points = new LinkedHashMap<>();
        List<BenchResult> last = List.of();
        try {
            for (long blocks = 1L << RaceSettings.LEAST_ORDER; blocks <= target; blocks *= 2) {
                if (expected(points) > settings.limit().toMillis() / 1e3) {
                    break;
                }
                last = series.measure(1, fillSettings(points, blocks, target));
                for (BenchResult each : last) {
                    points.computeIfAbsent(each.workload(), phase -> new ArrayList<>())
                            .add(new FillCurve.Point(blocks, each.median() * blocks / NANOS));
                }
            }
        } catch (TrialTooSlowException slow) {
            if (points.isEmpty()) {
                throw slow;
            }
        }
        for (BenchResult each : last) {
            FillCurve curve = new FillCurve(
                    allocator.label(), each.workload(), points.getOrDefault(each.workload(), List.of()), target);
            curves.add(curve);
            finish(curve, each);
        }
    }

    private void finish(FillCurve curve, BenchResult last) {
        if (curve.reached()) {
            add(Workload.FILL, last, false);
            return;
        }
        Optional<Double> seconds = curve.secondsAtTarget();
        if (seconds.isPresent()) {
            double nanos = seconds.get() / curve.target() * NANOS;
            add(Workload.FILL, new BenchResult(last.allocator(), last.workload(), 1, nanos, nanos, nanos, 0,
                    last.failures()), true);
        } else {
            skipped.add(new SkippedTrial(last.allocator(), last.workload(), 1, false,
                    "already the second size of its curve would take longer than the time limit"));
        }
    }

    /** What the next, doubled size will take, all phases together: twice to four times the last, as that grew. */
    private static double expected(Map<String, List<FillCurve.Point>> points) {
        double sum = 0;
        for (List<FillCurve.Point> phase : points.values()) {
            FillCurve.Point last = phase.getLast();
            double growth =
                    phase.size() < 2 ? 2 : Math.clamp(last.seconds() / phase.get(phase.size() - 2).seconds(), 2, 4);
            sum += last.seconds() * growth;
        }
        return sum;
    }

    /** Small spaces are filled for a moment; those that take long, once, by code that the smaller ones have warmed up. */
    private BenchSettings fillSettings(Map<String, List<FillCurve.Point>> points, long blocks, long target) {
        long bytes = blocks * (settings.regionBytes() / target);
        if (expected(points) > SLOW_SECONDS) {
            return pace.bench(bytes, Duration.ZERO, 1);
        }
        return blocks == target ? pace.warm() : pace.bench(bytes, shorter(pace.warmup()), 1);
    }

    private static Duration shorter(Duration warmup) {
        return warmup.compareTo(BRIEF) < 0 ? warmup : BRIEF;
    }

    private void attempt(AllocatorName allocator, Workload workload, int threads, Runnable what) {
        try {
            what.run();
        } catch (UnsupportedOperationException impossible) {
            skip(allocator, workload, threads, false, String.valueOf(impossible.getMessage()));
        } catch (TrialException failure) {
            boolean failed = !(failure instanceof TrialTooSlowException);
            skip(allocator, workload, threads, failed,
                    TrialException.reason(failure).replace("--limit", "--time-limit"));
        }
    }

    private void skip(AllocatorName allocator, Workload workload, int threads, boolean failed, String reason) {
        skipped.add(new SkippedTrial(allocator.label(), workload.label(), threads, failed, reason));
    }
}
