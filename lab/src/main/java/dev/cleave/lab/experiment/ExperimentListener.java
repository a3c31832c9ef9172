package dev.cleave.lab.experiment;

/** Hears how far an experiment has come. */
@FunctionalInterface
public interface ExperimentListener {
    /**
     * A step is about to be taken.
     *
     * @param done steps taken
     * @param total steps of the whole experiment
     * @param what the step is about
     */
    void progress(int done, int total, String what);
}
