package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.jvm.TrialTooSlowException;
import dev.cleave.lab.peer.AllocatorName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Trials of one workload on one allocator, one after another: several thread counts, several sizes of the region.
 *
 * <p>They share a JVM, and so its start and what it has compiled: what the race trades for speed. Where the settings ask
 * for no forks it is this JVM.
 */
public final class TrialSeries implements AutoCloseable {
    private final AllocatorName allocator;
    private final Workload workload;
    private @Nullable ForkedTrial process;

    /** A series, of which nothing is measured yet. The floor does pairs, whatever the workload. */
    public TrialSeries(AllocatorName allocator, Workload workload) {
        this.allocator = allocator;
        this.workload = workload;
    }

    /** Why so many threads cannot do it on this allocator; empty when they can. */
    public Optional<String> refusal(int threads, BenchSettings settings) {
        return workload.whyNot(allocator, threads, settings);
    }

    /**
     * Measures: a result for each phase.
     *
     * @throws TrialException when the trial fails, and {@link TrialTooSlowException} when it
     *     exceeds its limit
     * @throws UnsupportedOperationException when the allocator cannot run here, or not like this
     */
    public List<BenchResult> measure(int threads, BenchSettings settings) {
        Workload done = allocator == AllocatorName.FLOOR ? Workload.PAIR : workload;
        Trial trial = new Trial(allocator, done, threads, settings);
        if (settings.forks() == 0) {
            try (MeasuredTrial here = MeasuredTrial.here(trial)) {
                return rounds(here, threads, settings.rounds());
            }
        }
        boolean sound = false;
        try {
            ForkedTrial forked = start(trial, settings);
            List<BenchResult> results = rounds(forked, threads, settings.rounds());
            sound = true;
            return results;
        } finally {
            if (!sound) {
                abandon();
            }
        }
    }

    private ForkedTrial start(Trial trial, BenchSettings settings) {
        ForkedTrial running = process;
        if (running == null) {
            running = new ForkedTrial(trial, settings.limit());
            process = running;
        } else {
            running.next(trial);
        }
        return running;
    }

    private List<BenchResult> rounds(MeasuredTrial trial, int threads, int rounds) {
        Map<String, Samples> phases = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (RoundResult each : trial.round()) {
                if (each.operations() == 0) {
                    throw new TrialException("not one operation of a round did as it should");
                }
                phases.computeIfAbsent(each.phase(), phase -> new Samples()).add(each);
            }
        }
        List<BenchResult> results = new ArrayList<>();
        phases.forEach((phase, samples) -> results
                .add(BenchResult.of(allocator, phase, threads, OptionalLong.empty(), samples)));
        return results;
    }

    private void abandon() {
        if (process != null) {
            process.abandon();
            process = null;
        }
    }

    /**
     * Ends the JVM.
     *
     * @throws TrialException when that shows that something went wrong
     */
    @Override
    public void close() {
        ForkedTrial running = process;
        if (running != null) {
            process = null;
            running.close();
        }
    }
}
