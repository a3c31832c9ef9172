package dev.cleave.lab.bench;

/** Hears how far a bench has come. */
@FunctionalInterface
public interface BenchListener {
    /**
     * A step is about to be taken.
     *
     * @param done steps taken
     * @param total steps of the whole bench, as far as is known
     * @param what the step is about
     */
    void progress(int done, int total, String what);
}
