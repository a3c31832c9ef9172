package dev.cleave.lab.experiment.tiers;

/**
 * What a trace came to under a policy.
 *
 * @param accesses how many there were
 * @param hits how many of them found the object in the nearest tier
 * @param movedBytes bytes that were copied from tier to tier
 * @param meanNanos nanoseconds an access, moves included
 * @param p99Nanos of a hundred accesses, ninety-nine took no longer, with the moves that they caused
 */
record Outcome(long accesses, long hits, long movedBytes, double meanNanos, double p99Nanos) {
    double hitShare() {
        return (double) hits / accesses;
    }
}
