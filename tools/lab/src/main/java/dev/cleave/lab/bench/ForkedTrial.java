package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.jvm.TrialException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A trial in a JVM of its own: the parent's end of {@link TrialProcess}. */
final class ForkedTrial implements MeasuredTrial {
    private static final String ADVICE = " (see --limit)";

    private final ChildJvm jvm;
    private final Duration limit;

    /**
     * Starts the JVM and waits until it is warmed up.
     *
     * @param limit how long the set-up, beyond the warm-up, and each round may take
     * @throws TrialException when it cannot start or exceeds the limit
     * @throws UnsupportedOperationException when the allocator cannot run here
     */
    ForkedTrial(Trial trial, Duration limit) {
        this(new ChildJvm(TrialProcess.class, trial.jvmOptions(), trial.toArguments(), Map.of()), longestWarmup(trial),
                limit);
    }

    private static Duration longestWarmup(Trial trial) {
        return trial.settings().warmup().multipliedBy(TrialRunner.LONGEST_WARMUP + 1);
    }

    /** Waits for a JVM that speaks as {@link TrialProcess} does. */
    ForkedTrial(ChildJvm jvm, Duration longestWarmup, Duration limit) {
        this.jvm = jvm;
        this.limit = limit;
        awaitReady(longestWarmup);
    }

    private void awaitReady(Duration longestWarmup) {
        jvm.await(TrialProcess.READY, limit.plus(longestWarmup), "to warm up" + ADVICE);
    }

    @Override
    public List<RoundResult> round() {
        jvm.tell(TrialProcess.ROUND);
        return jvm.await(TrialProcess.DONE, limit, "a round" + ADVICE).stream()
                .filter(RoundResult::isLine)
                .map(RoundResult::parse)
                .toList();
    }

    /**
     * Ends the trial and begins another in the same JVM.
     *
     * @throws TrialException as the constructor does, and when the end shows that something went
     *     wrong
     */
    void next(Trial trial) {
        jvm.tell(TrialProcess.TRIAL + String.join(" ", trial.toArguments()));
        awaitReady(longestWarmup(trial));
    }

    /** Lets the JVM free everything and exit, which is where blocks lost on the way come to light. */
    @Override
    public void close() {
        jvm.end(limit, "to end" + ADVICE);
    }

    @Override
    public void abandon() {
        jvm.close();
    }
}
