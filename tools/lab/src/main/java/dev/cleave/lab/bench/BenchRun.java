package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.jvm.TrialTooSlowException;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures workloads on allocators side by side: for each workload and thread count the floor and all allocators take
 * rounds in turn, each in a JVM of its own.
 */
public final class BenchRun {
    /** What the allocators are compared in: a workload, with blocks of one size where it is one of the heap's. */
    private record Cell(Workload workload, BenchSettings settings, int threads) {
        Trial trial(AllocatorName allocator, Workload done) {
            return new Trial(allocator, done, threads, settings);
        }
    }

    private final List<Workload> workloads;
    private final List<AllocatorName> allocators;
    private final List<Integer> threadCounts;
    private final BenchSettings settings;
    private final Progress progress;
    private final List<BenchResult> results = new ArrayList<>();
    private final List<SkippedTrial> skipped = new ArrayList<>();
    private int done;

    /**
     * A bench to be run.
     *
     * @param allocators what to measure; the floor is always measured and need not be named
     * @param threadCounts each 1 or more
     */
    public BenchRun(
            List<Workload> workloads,
            List<AllocatorName> allocators,
            List<Integer> threadCounts,
            BenchSettings settings,
            Progress progress) {
        this.workloads = List.copyOf(workloads);
        this.allocators = withFloor(allocators);
        this.threadCounts = List.copyOf(threadCounts);
        this.settings = settings;
        this.progress = progress;
        threadCounts.forEach(OptionRange::requireThreads);
    }

    private static List<AllocatorName> withFloor(List<AllocatorName> asked) {
        List<AllocatorName> all = new ArrayList<>(List.of(AllocatorName.FLOOR));
        asked.stream().distinct().filter(each -> each != AllocatorName.FLOOR).forEach(all::add);
        return all;
    }

    /** Runs it all; takes minutes. */
    public BenchReport run() {
        cells().forEach(this::compare);
        progress.advance("done", steps(), steps());
        return new BenchReport(Environment.here(), settings.clock(), List.copyOf(results), List.copyOf(skipped));
    }

    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Workload workload : workloads) {
            for (BenchSettings variant : settings.variants(workload)) {
                threadCounts.forEach(threads -> cells.add(new Cell(workload, variant, threads)));
            }
        }
        return cells;
    }

    private int steps() {
        int forks = Math.max(1, settings.forks());
        return cells().size() * allocators.size() * forks * (settings.rounds() + 1);
    }

    /** One workload at one thread count, on all allocators that can do it. */
    private void compare(Cell cell) {
        Map<AllocatorName, Map<String, Samples>> samples = new LinkedHashMap<>();
        for (AllocatorName allocator : allocators) {
            Optional<String> refusal = cell.workload.whyNot(allocator, cell.threads, cell.settings);
            if (refusal.isPresent()) {
                skip(allocator, cell, false, refusal.get());
                done += Math.max(1, settings.forks()) * (settings.rounds() + 1);
            } else {
                samples.put(allocator, new LinkedHashMap<>());
            }
        }
        if (samples.size() == 1 && allocators.size() > 1) {
            return;
        }
        for (int fork = 0; fork < Math.max(1, settings.forks()); fork++) {
            measure(cell, samples);
        }
        report(cell, samples);
    }

    private void measure(Cell cell, Map<AllocatorName, Map<String, Samples>> samples) {
        Map<AllocatorName, MeasuredTrial> trials = new LinkedHashMap<>();
        try {
            for (AllocatorName allocator : List.copyOf(samples.keySet())) {
                step("warming up", allocator, cell);
                attempt(allocator, cell, samples,
                        () -> trials.put(allocator, open(allocator, cell)));
            }
            for (int round = 1; round <= settings.rounds(); round++) {
                for (AllocatorName allocator : List.copyOf(samples.keySet())) {
                    step("round " + round, allocator, cell);
                    MeasuredTrial trial = trials.get(allocator);
                    if (trial != null) {
                        attempt(allocator, cell, samples, () -> trial.round()
                                .forEach(result -> add(samples, allocator, result)));
                    }
                }
            }
        } finally {
            trials.forEach((allocator, trial) -> close(allocator, cell, samples, trial));
        }
    }

    /** A trial that goes wrong only at its end, where lost blocks come to light, has failed like any other. */
    private void close(
            AllocatorName allocator,
            Cell cell,
            Map<AllocatorName, Map<String, Samples>> samples,
            MeasuredTrial trial) {
        if (samples.containsKey(allocator)) {
            attempt(allocator, cell, samples, trial::close);
        } else {
            trial.abandon();
        }
    }

    private static void add(
            Map<AllocatorName, Map<String, Samples>> samples, AllocatorName allocator, RoundResult result) {
        if (result.operations() == 0) {
            throw new TrialException("not one operation of a round did as it should");
        }
        Map<String, Samples> phases = samples.get(allocator);
        if (phases != null) {
            phases.computeIfAbsent(result.phase(), phase -> new Samples()).add(result);
        }
    }

    /** The floor does the same two compare-and-sets whatever the workload. */
    private MeasuredTrial open(AllocatorName allocator, Cell cell) {
        Workload done = allocator == AllocatorName.FLOOR ? Workload.PAIR : cell.workload;
        Trial trial = cell.trial(allocator, done);
        return settings.forks() == 0 ? MeasuredTrial.here(trial) : new ForkedTrial(trial, settings.limit());
    }

    private void attempt(
            AllocatorName allocator,
            Cell cell,
            Map<AllocatorName, Map<String, Samples>> samples,
            Runnable what) {
        try {
            what.run();
        } catch (TrialTooSlowException | UnsupportedOperationException impossible) {
            samples.remove(allocator);
            skip(allocator, cell, false, String.valueOf(impossible.getMessage()));
        } catch (TrialException failure) {
            samples.remove(allocator);
            skip(allocator, cell, true, TrialException.reason(failure));
        }
    }

    private void skip(AllocatorName allocator, Cell cell, boolean failed, String reason) {
        SkippedTrial trial =
                new SkippedTrial(allocator.label(), cell.workload.label(), cell.threads, failed, reason);
        if (!skipped.contains(trial)) {
            skipped.add(trial);
        }
    }

    private void step(String what, AllocatorName allocator, Cell cell) {
        progress.advance(cell.workload.label() + ", " + cell.threads + (cell.threads == 1 ? " thread, " : " threads, ")
                + allocator.label() + ": " + what, done, steps());
        done++;
    }

    /** Where the floor could not be measured, as {@code skipped} then tells, the others' figures stand without a ratio. */
    private void report(Cell cell, Map<AllocatorName, Map<String, Samples>> samples) {
        Map<String, Samples> floor = samples.getOrDefault(AllocatorName.FLOOR, Map.of());
        Samples yardstick = floor.getOrDefault(Workload.PAIR.label(), new Samples());
        Trial trial = cell.trial(AllocatorName.FLOOR, cell.workload);
        for (String phase : trial.phases()) {
            samples.forEach((allocator, phases) -> {
                Samples own = allocator == AllocatorName.FLOOR ? yardstick : phases.get(phase);
                if (own != null && !own.isEmpty()) {
                    results.add(BenchResult.of(allocator, phase, cell.threads, cell.settings.onlyBytes(), own));
                }
            });
        }
    }
}
