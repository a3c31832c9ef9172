package dev.cleave.lab.replay;

import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.lab.map.MemoryMap;
import dev.cleave.lab.peer.FreeBlocks;
import dev.cleave.lab.trace.TraceKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of replaying one trace through one allocator.
 *
 * @param trace the trace as the user named it
 * @param kind what the trace recorded
 * @param allocator the allocator's name
 * @param events how many events were played
 * @param allocations how many of them allocate
 * @param failedAllocations how many of those the allocator did not serve
 * @param damages blocks found damaged or misplaced and books found broken, a sentence each; the first few
 * @param damageCount how many there were in all
 * @param verified how many blocks were checked in every byte and found whole
 * @param threads how many threads played
 * @param nsPerEvent nanoseconds an event, the median of the timed passes; not a number when damage made timing pointless
 * @param regionBytes bytes of the region, if there was one
 * @param timedPasses how many timed passes the median is of: fewer than asked for when the time was over
 * @param floorBytes what the allocator takes for the trace, however little of it is live: a slab a size class for Cleave's
 *     heap, 0 for others
 * @param peak the largest figures at any time
 * @param fragmentation internal and external, at the peak and on average
 * @param atEnd free memory after the last event; empty when the allocator knows no orders
 * @param unmovablePageblocks for page traces
 * @param timeline use and fragmentation over time
 * @param maps the region at the peak and at the end; none without a region
 * @param tightestFactor the smallest region found that serves all, as a multiple of the peak of live bytes
 */
public record ReplayResult(
        String trace,
        TraceKind kind,
        String allocator,
        int events,
        int allocations,
        int failedAllocations,
        List<String> damages,
        int damageCount,
        int verified,
        int threads,
        double nsPerEvent,
        int timedPasses,
        OptionalLong regionBytes,
        long floorBytes,
        Peak peak,
        Fragmentation fragmentation,
        Optional<AtEnd> atEnd,
        Optional<UnmovablePageblocks> unmovablePageblocks,
        Timeline timeline,
        List<MemoryMap> maps,
        OptionalDouble tightestFactor) {

    /** Keeps its own copies. */
    public ReplayResult {
        damages = List.copyOf(damages);
        maps = List.copyOf(maps);
    }

    /** Allocations not served and blocks damaged. */
    public int failures() {
        return failedAllocations + damageCount;
    }

    /** Real memory at its peak for each byte live at its peak, if the allocator can tell the former. */
    public OptionalDouble committedPerLive() {
        return committedPer(peak.liveBytes());
    }

    /** The same, but for each byte of the floor where that is more than was ever live. */
    public OptionalDouble committedPerLiveOrFloor() {
        return committedPer(Math.max(peak.liveBytes(), floorBytes));
    }

    private OptionalDouble committedPer(long bytes) {
        OptionalLong committed = peak.committedBytes();
        return committed.isPresent() && bytes > 0
                ? OptionalDouble.of((double) committed.getAsLong() / bytes)
                : OptionalDouble.empty();
    }

    /**
     * The largest figures at any time, each for itself.
     *
     * @param liveBytes bytes live in the trace
     * @param requestedBytes bytes asked for and served
     * @param usedBytes bytes set aside for them
     * @param committedBytes bytes of real memory, if the allocator can tell
     */
    public record Peak(long liveBytes, long requestedBytes, long usedBytes, OptionalLong committedBytes) {}

    /**
     * How much memory was lost inside of blocks, and between them.
     *
     * @param internalAtPeak bytes set aside for each byte asked for, 1 or more, when most was asked for
     * @param internalAverage the same over all events
     * @param externalAtPeak the share of free memory in blocks below 2 MiB (page traces) or 64 KiB (heap traces), 0 to 1, at
     *     the trace's peak; empty when the allocator does not show its free blocks
     * @param externalAverage the same over the replay
     * @param largestFreeOrderAtPeak order of the largest free block then, in units of the region; -1 when nothing was free
     */
    public record Fragmentation(
            double internalAtPeak,
            double internalAverage,
            OptionalDouble externalAtPeak,
            OptionalDouble externalAverage,
            OptionalInt largestFreeOrderAtPeak) {}

    /**
     * Free memory after the last event, with the trace's last blocks still live.
     *
     * @param free how many free blocks there are of each order
     * @param fragmentationOrder the order that the index is meant for: of 2 MiB (page traces) or 64 KiB (heap traces)
     * @param pageTypes what lies where by mobility, for an allocator that groups its blocks by it
     */
    public record AtEnd(FreeBlocks free, int fragmentationOrder, Optional<PageTypeInfo> pageTypes) {
        /** The share of free memory in blocks below {@link #fragmentationOrder}. */
        public double unusableFreeSpaceIndex() {
            return free.unusableFreeSpaceIndex(fragmentationOrder);
        }
    }

    /**
     * The largest number at any time of 2 MiB pageblocks that hold an unmovable page.
     *
     * @param ours in this replay
     * @param linux in the kernel that was recorded
     */
    public record UnmovablePageblocks(int ours, int linux) {}
}
