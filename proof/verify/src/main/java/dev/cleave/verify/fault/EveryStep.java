package dev.cleave.verify.fault;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fails each step of a trial in turn: the first, the second, until the operation has no more. After
 * each failure the trial must verify, and the operation succeed when it is tried again. As SQLite
 * is tested for errors of memory and disk.
 */
public final class EveryStep {
    /** More steps than any operation has; a trial that reaches it does not end. */
    private static final int MOST_STEPS = 20_000;

    /**
     * So many times before the first failure, that classes are initialized and tables have grown.
     */
    private static final int WARM_UPS = 3;

    /** How many steps were failed, of how many the caller was told, and what was found wrong. */
    public record Outcome(int failed, int told, List<String> findings) {}

    private final Trial.Opening opening;
    private final List<String> findings = new ArrayList<>();
    private int failed;
    private int told;

    private EveryStep(Trial.Opening opening) {
        this.opening = opening;
    }

    /** Runs a trial through all its steps of one kind. */
    public static Outcome of(Trial.Opening opening, StepKind kind) throws Exception {
        EveryStep run = new EveryStep(opening);
        for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
            run.withoutFailure();
        }
        int number = 1;
        while (run.fail(new NthStep(kind, number))) {
            number++;
            if (number > MOST_STEPS) {
                throw new IllegalStateException("more than " + MOST_STEPS + " steps of " + kind);
            }
        }
        return new Outcome(run.failed, run.told, List.copyOf(run.findings));
    }

    private void withoutFailure() throws Exception {
        try (Trial trial = opening.open()) {
            trial.attempt();
            trial.undo();
            trial.verify();
        }
    }

    /** Whether there was such a step. */
    private boolean fail(NthStep plan) throws Exception {
        long mapped = Faults.mappedBytes();
        Throwable thrown = null;
        String stage = "the failure";
        try (Trial trial = opening.open()) {
            thrown = attempt(trial, plan);
            if (thrown == null) {
                trial.undo();
            }
            if (!plan.isReached()) {
                return false;
            }
            failed++;
            if (thrown != null) {
                told++;
                requireHonest(thrown);
            }
            trial.verify();
            stage = "another attempt";
            trial.attempt();
            trial.undo();
            trial.verify();
            stage = "the end";
        } catch (Throwable wrong) {
            findings.add(found(plan, thrown, stage, wrong));
            return true;
        }
        if (Faults.mappedBytes() != mapped) {
            findings.add(plan.place() + ": " + (Faults.mappedBytes() - mapped) + " bytes stay mapped");
        }
        return true;
    }

    private static @Nullable Throwable attempt(Trial trial, NthStep plan) {
        try {
            return Faults.during(plan, () -> {
                trial.attempt();
                return null;
            });
        } catch (Throwable failure) {
            return failure;
        }
    }

    /** A failure says what failed; it is no fault of the code that met it. */
    private static void requireHonest(Throwable thrown) {
        if (thrown instanceof NullPointerException || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof AssertionError || thrown instanceof InternalError) {
            throw new IllegalStateException("a failure is told by " + thrown, thrown);
        }
    }

    private static String found(NthStep plan, @Nullable Throwable thrown, String stage, Throwable wrong) {
        StringBuilder text = new StringBuilder(plan.isReached() ? plan.place() : "no step");
        text.append(" fails, ").append(thrown == null ? "nothing is thrown" : "thrown is " + thrown);
        text.append("; after ").append(stage).append(": ").append(wrong);
        StackTraceElement[] trace = wrong.getStackTrace();
        for (int frame = 0; frame < Math.min(6, trace.length); frame++) {
            text.append("\n      at ").append(trace[frame]);
        }
        return text.toString();
    }
}
