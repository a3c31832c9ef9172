package dev.cleave.lab.experiment.footprint;

import java.util.List;
import java.util.OptionalLong;

/**
 * The samples of one load carried by one allocator, in order, and what they come to.
 *
 * @param subject the allocator's label
 */
public record Footprint(String subject, List<FootprintSample> samples) {
    /** Keeps a copy of the samples. */
    public Footprint {
        samples = List.copyOf(samples);
    }

    /** The last sample with a mark. */
    public FootprintSample last(String mark) {
        return samples.stream()
                .filter(each -> each.mark().equals(mark))
                .reduce((before, after) -> after)
                .orElseThrow(() -> new IllegalArgumentException("no sample of " + subject + " is marked " + mark));
    }

    /** The most that were live. */
    public long peakLiveBytes() {
        return samples.stream().mapToLong(FootprintSample::liveBytes).max().orElse(0);
    }

    /** The most that were resident. */
    public long peakResidentBytes() {
        return samples.stream().mapToLong(FootprintSample::residentBytes).max().orElse(0);
    }

    /** The most that were reserved; empty where the allocator does not tell. */
    public OptionalLong peakReservedBytes() {
        return samples.stream().map(FootprintSample::reservedBytes).flatMapToLong(OptionalLong::stream).max();
    }
}
