package dev.cleave.tiers.policy;

/**
 * How heat falls: to half after so many accesses of anything. Heat is the number of accesses of an
 * object, each counted the less the longer ago it was; where the load goes on as it is, that is the
 * number of accesses to expect over the next 1.44 half-lives.
 *
 * @param halfLife in accesses, above 0
 */
record Decay(double halfLife) {
    private static final double LN_2 = Math.log(2);

    /** What is left of heat after so many accesses. */
    double after(double heat, long accesses) {
        return heat * Math.exp(-LN_2 * accesses / halfLife);
    }

    /**
     * A number by which objects of like heat can be compared at any later time: all fall alike, so
     * that who is hotter now stays so until somebody is accessed.
     *
     * @param heat above 0, as it was at {@code time}
     */
    double rank(double heat, long time) {
        return Math.log(heat) / LN_2 + time / halfLife;
    }
}
