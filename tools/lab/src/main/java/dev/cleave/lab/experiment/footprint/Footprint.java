package dev.cleave.lab.experiment.footprint;

import java.util.List;
import java.util.OptionalLong;

/**
 * The samples of one load carried by one allocator, in order, and what they come to.
 *
 * @param subject the allocator's label
 */
record Footprint(String subject, List<FootprintSample> samples) {
    Footprint {
        samples = List.copyOf(samples);
    }

    /** The last sample with a mark. */
    FootprintSample last(String mark) {
        return samples.stream()
                .filter(each -> each.mark().equals(mark))
                .reduce((before, after) -> after)
                .orElseThrow(() -> new IllegalArgumentException("no sample of " + subject + " is marked " + mark));
    }

    /** The most that were live. */
    long peakLiveBytes() {
        return samples.stream().mapToLong(FootprintSample::liveBytes).max().orElse(0);
    }

    /** The most that were resident. */
    long peakResidentBytes() {
        return samples.stream().mapToLong(FootprintSample::residentBytes).max().orElse(0);
    }

    /** The most that were reserved; empty where the allocator does not tell. */
    OptionalLong peakReservedBytes() {
        return samples.stream().map(FootprintSample::reservedBytes).flatMapToLong(OptionalLong::stream).max();
    }
}
