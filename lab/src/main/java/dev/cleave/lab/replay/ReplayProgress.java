package dev.cleave.lab.replay;

/** Hears how far a replay is, at most some thousand times a pass, from whichever thread is there. */
@FunctionalInterface
public interface ReplayProgress {
    /** Takes no interest. */
    ReplayProgress SILENT = (step, done, total) -> {};

    /** So many of {@code total} events of this step of the work are done. */
    void advance(String step, long done, long total);
}
