package dev.cleave.lab.experiment.crash;

/** A heap that is crashed and looked at, life after life. One thread. */
interface CrashLives extends AutoCloseable {
    /** Lets it live a while, crashes it, and looks at what is left. */
    Findings crash() throws InterruptedException;

    /** Commits that were found until now. */
    long commits();

    /** Deletes what it was in. */
    @Override
    default void close() {}
}
