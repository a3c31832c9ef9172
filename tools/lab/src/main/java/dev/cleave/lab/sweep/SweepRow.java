package dev.cleave.lab.sweep;

import dev.cleave.lab.replay.ReplayResult;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What came of one trace under one setting. The same of both give the same again, wherever it runs.
 *
 * @param trace the file, as it was named
 * @param kind what it recorded: {@code page trace} or {@code heap trace}
 * @param unit bytes of the pool's unit
 * @param grouping {@code none} or {@code mobility}
 * @param capacityFactor as the setting had it
 * @param capacityBytes of the pool; no less than a heap needs for a slab of each size
 * @param events how many were played
 * @param failures requests that were not served
 * @param peakRequestedBytes the most that was asked for and served at once
 * @param peakUsedBytes the most that was set aside for it
 * @param peakCommittedBytes the most real memory that it would have needed
 * @param usedPerRequested the former per byte of the latter, when most was asked for: 1 or more
 * @param unusableShare share of free memory in blocks below 2 MiB (page traces) or 64 KiB (heap
 *     traces) at the trace's peak: 0 to 1
 * @param largestFreeBytes the largest free block then
 * @param unmovablePageblocks the most pageblocks of 2 MiB at once that held an unmovable page; null
 *     for heap traces
 */
public record SweepRow(
        String trace,
        String kind,
        long unit,
        String grouping,
        double capacityFactor,
        long capacityBytes,
        int events,
        int failures,
        long peakRequestedBytes,
        long peakUsedBytes,
        long peakCommittedBytes,
        double usedPerRequested,
        double unusableShare,
        long largestFreeBytes,
        @Nullable Integer unmovablePageblocks)
        implements
            Serializable {

    /** What a replay found. */
    static SweepRow of(String trace, SweepSetting setting, ReplayResult result) {
        ReplayResult.Fragmentation fragmentation = result.fragmentation();
        int order = fragmentation.largestFreeOrderAtPeak().orElse(-1);
        return new SweepRow(
                trace,
                result.kind().label(),
                setting.unit(),
                setting.grouping(),
                setting.capacityFactor(),
                result.regionBytes().orElseThrow(),
                result.events(),
                result.failures(),
                result.peak().requestedBytes(),
                result.peak().usedBytes(),
                result.peak().committedBytes().orElseThrow(),
                fragmentation.internalAtPeak(),
                fragmentation.externalAtPeak().orElse(0),
                order < 0 ? 0 : setting.unit() << order,
                result.unmovablePageblocks().map(ReplayResult.UnmovablePageblocks::ours).orElse(null));
    }
}
