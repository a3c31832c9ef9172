package dev.cleave.lab.sweep;

import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The cells of a sweep on threads of this JVM. */
public final class ThreadedSweep implements SweepEngine {
    private final int threads;
    private final Function<String, Trace> traces;

    /**
     * A sweep on so many threads.
     *
     * @param threads one or more
     * @param traces the trace of a task; called by any of the threads
     */
    public ThreadedSweep(int threads, Function<String, Trace> traces) {
        this.threads = threads;
        this.traces = traces;
    }

    /** A row, or why there is none. */
    private sealed interface Outcome {
        record Row(SweepRow row) implements Outcome {}

        record Refused(SweepResult.Refusal refusal) implements Outcome {}
    }

    @Override
    public SweepResult run(List<SweepTask> tasks, Progress progress) {
        List<Future<Outcome>> futures = new ArrayList<>();
        List<SweepRow> rows = new ArrayList<>();
        List<SweepResult.Refusal> refusals = new ArrayList<>();
        AtomicLong done = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads);
                ProgressStep step = new ProgressStep(progress, "replaying", tasks.size())) {
            for (SweepTask each : tasks) {
                futures.add(executor.submit(() -> {
                    Outcome outcome = outcome(each);
                    step.advance(done.incrementAndGet());
                    return outcome;
                }));
            }
            for (Future<Outcome> each : futures) {
                switch (await(each, executor)) {
                    case Outcome.Row(SweepRow row) -> rows.add(row);
                    case Outcome.Refused(SweepResult.Refusal refusal) -> refusals.add(refusal);
                }
            }
        }
        return new SweepResult(rows, refusals);
    }

    private Outcome outcome(SweepTask task) {
        try {
            return new Outcome.Row(task.run(traces.apply(task.trace())));
        } catch (ImpossibleReplayException refused) {
            return new Outcome.Refused(new SweepResult.Refusal(task, String.valueOf(refused.getMessage())));
        }
    }

    private static Outcome await(Future<Outcome> future, ExecutorService executor) {
        try {
            return future.get();
        } catch (InterruptedException stopped) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the sweep was interrupted", stopped);
        } catch (ExecutionException failure) {
            executor.shutdownNow();
            throw new IllegalStateException("a replay of the sweep failed: " + failure.getCause(), failure.getCause());
        }
    }
}
