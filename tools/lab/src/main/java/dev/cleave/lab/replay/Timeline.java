package dev.cleave.lab.replay;

import java.util.List;

/**
 * Use and fragmentation of memory over a replay, sampled at even distances.
 *
 * @param samples in order of their events
 * @param fragmentationBytes the size of block for which {@link Sample#unusableFreeSpaceIndex} is meant
 */
public record Timeline(List<Sample> samples, long fragmentationBytes) {
    /** Keeps its own copy of the samples. */
    public Timeline {
        samples = List.copyOf(samples);
    }

    /**
     * One moment of a replay. What an allocator cannot tell is not a number.
     *
     * @param event after how many events
     * @param requestedBytes live bytes as they were asked for
     * @param usedBytes bytes set aside for them
     * @param committedBytes bytes of real memory
     * @param freeBytes free bytes of the region
     * @param largestFreeBytes bytes of the largest free block
     * @param unusableFreeSpaceIndex share of free memory in blocks too small, 0 to 1
     */
    public record Sample(
            int event,
            double requestedBytes,
            double usedBytes,
            double committedBytes,
            double freeBytes,
            double largestFreeBytes,
            double unusableFreeSpaceIndex) {}
}
