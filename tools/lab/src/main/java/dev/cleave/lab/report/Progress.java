package dev.cleave.lab.report;

/** Hears how far work has come, from whichever thread is there; cheap enough to be told a thousand times a second. */
@FunctionalInterface
public interface Progress {
    /** Takes no interest. */
    Progress SILENT = (what, done, total) -> {};

    /**
     * So much is done.
     *
     * @param what the step in hand
     * @param done steps taken, 0 to {@code total}
     * @param total steps of all the work, as far as is known
     */
    void advance(String what, long done, long total);
}
