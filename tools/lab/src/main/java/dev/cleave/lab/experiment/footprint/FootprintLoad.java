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

    /** The load in words, such as {@code 100-150 B, delete 90 %, 200-250 B}. */
    String description();

    /** What an object space may hold for each live byte, beside that byte. */
    default double mostWaste() {
        return Double.NaN;
    }

    /** Whether allocators that can be bounded have no more memory than is to be live. */
    default boolean isBounded() {
        return false;
    }

    /** The load that is called {@code label}. */
    static FootprintLoad named(String label) {
        return switch (label) {
            case GhostLeakLoad.LABEL -> new GhostLeakLoad();
            case GiantMix.LABEL -> new GiantMix();
            default -> SizeShift.named(label);
        };
    }
}
