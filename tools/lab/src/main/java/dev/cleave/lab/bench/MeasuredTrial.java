package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.TrialException;
import java.util.List;

/** A trial that has been warmed up and measures a round whenever told to. */
interface MeasuredTrial extends AutoCloseable {
    /**
     * Measures a round: one result a phase.
     *
     * @throws TrialException when the trial fails or exceeds its limit
     */
    List<RoundResult> round();

    /**
     * Frees everything and ends the trial.
     *
     * @throws TrialException when that shows that something went wrong
     */
    @Override
    void close();

    /** Ends a trial that has failed already; says nothing more. */
    void abandon();

    /** A trial in this JVM, whose figures suffer from what ran in it before. */
    static MeasuredTrial here(Trial trial) {
        TrialRunner runner = new TrialRunner(trial);
        runner.warmUp(trial.warmupRounds());
        return new MeasuredTrial() {
            @Override
            public List<RoundResult> round() {
                return runner.round(trial.settings().round());
            }

            @Override
            public void close() {
                runner.close();
            }

            @Override
            public void abandon() {
                runner.abandon();
            }
        };
    }
}
