package dev.cleave.lab.experiment.objects;

/**
 * Sizes of objects, and which of them are updated.
 *
 * @param name what results call it
 * @param least the smallest of the small objects, in bytes
 * @param most the largest of them
 * @param giantShare the share of all bytes that is in giants, of 128 to 384 KiB
 * @param utilisation the share of the pool that is live
 * @param skew of a zipfian choice of what is updated; 0 for a uniform one
 */
record ObjectMix(String name, int least, int most, double giantShare, double utilisation, double skew) {
    static final int LEAST_GIANT = 128 << 10;
    static final int MOST_GIANT = 384 << 10;

    /** Whether there are giants in it. */
    boolean hasGiants() {
        return giantShare > 0;
    }

    /**
     * Of how many updates one is of a giant, so that giants have their share of the bytes that are
     * written.
     */
    double giantUpdates() {
        double small = (least + most) / 2.0;
        double giant = (LEAST_GIANT + MOST_GIANT) / 2.0;
        return giantShare / giant / (giantShare / giant + (1 - giantShare) / small);
    }

    /** What a log copies for each byte that is written, where all segments are as full as this (LFS). */
    double logCopies() {
        return utilisation / (1 - utilisation);
    }
}
