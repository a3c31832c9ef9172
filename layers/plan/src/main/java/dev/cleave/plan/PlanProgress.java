package dev.cleave.plan;

/** Hears how far a search for a plan has come, from the thread that searches. */
@FunctionalInterface
public interface PlanProgress {
    /** Takes no interest. */
    PlanProgress SILENT = (way, bestBytes, share) -> {};

    /**
     * The search goes on.
     *
     * @param way what is tried now
     * @param bestBytes what the best plan so far needs
     * @param share how much of the time allowed is over, 0 to 1
     */
    void searching(String way, long bestBytes, double share);
}
