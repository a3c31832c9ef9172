package dev.cleave.lab.experiment.density;

/** Weighs what is resident whenever it is told how much is live. */
@FunctionalInterface
interface Scales {
    /** Weighs nothing. */
    Scales NONE = liveBytes -> {};

    /**
     * Weighs it now.
     *
     * @param liveBytes asked for and not freed
     */
    void weigh(long liveBytes);
}
