package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.Footprint;

/**
 * What a load came to in a JVM of its own.
 *
 * @param footprint at each of its peaks
 * @param failures requests that were not served
 */
record Weighed(Footprint footprint, long failures) {
    /** The most that was resident for each byte of the most that was live. */
    double peakResidentPerLive() {
        return (double) footprint.peakResidentBytes() / footprint.peakLiveBytes();
    }
}
