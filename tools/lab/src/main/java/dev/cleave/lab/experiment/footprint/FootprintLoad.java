package dev.cleave.lab.experiment.footprint;

import java.util.SplittableRandom;

/** What is done to an allocator while its footprint is taken. */
interface FootprintLoad {
    /** The most objects that are live at a time, where so many bytes are. */
    int mostObjects(long liveBytes);

    /**
     * Runs it.
     *
     * @param liveBytes about the most that are live at a time
     */
    void run(LiveObjects objects, long liveBytes, SplittableRandom random, Gauge gauge) throws InterruptedException;

    /** The load that is called {@code label}. */
    static FootprintLoad named(String label) {
        return label.equals(GhostLeakLoad.LABEL) ? new GhostLeakLoad() : SizeShift.named(label);
    }
}
