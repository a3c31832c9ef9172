package dev.cleave.gpu.occupancy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Small changes of a launch that make room for more, each of one thing alone.
 *
 * <p>Each suggestion was tried: {@link Occupancy#of} answers more for the changed launch. There is
 * none where two limits would have to change at once.
 */
public final class Suggestions {
    private Suggestions() {}

    /**
     * The suggestions for a launch: the least change of each kind that helps; none where all warps
     * are filled.
     */
    public static List<Suggestion> of(Occupancy occupancy) {
        List<Suggestion> found = new ArrayList<>();
        if (occupancy.warps() < occupancy.capability().warps()) {
            lessShared(occupancy).ifPresent(found::add);
            fewerRegisters(occupancy).ifPresent(found::add);
            otherThreads(occupancy).ifPresent(found::add);
        }
        return found;
    }

    /** The launch that takes as much as a share of the whole for one block more can be. */
    private static Optional<Suggestion> lessShared(Occupancy now) {
        Capability capability = now.capability();
        int granularity = capability.sharedGranularity();
        int share = capability.sharedBytes() / (now.blocks() + 1) / granularity * granularity;
        int bytes = Math.min(share - capability.reservedBytes(), capability.sharedBytesOfBlock());
        if (bytes < 0 || bytes >= now.launch().sharedBytes()) {
            return Optional.empty();
        }
        int less = Math.toIntExact(Math.min(now.launch().sharedBytes() - bytes, Integer.MAX_VALUE));
        return helping(now, Limit.SHARED_MEMORY, -less, now.launch().withShared(bytes));
    }

    private static Optional<Suggestion> fewerRegisters(Occupancy now) {
        return IntStream.range(1, now.launch().registers())
                .mapToObj(less -> helping(now, Limit.REGISTERS, -less,
                        now.launch().withRegisters(now.launch().registers() - less)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The nearest number of whole warps with which more warps are resident. */
    private static Optional<Suggestion> otherThreads(Occupancy now) {
        int threads = now.launch().threads();
        return IntStream.rangeClosed(1, Launch.MOST_THREADS / Capability.WARP_THREADS)
                .map(warps -> warps * Capability.WARP_THREADS)
                .filter(each -> each != threads)
                .boxed()
                .sorted(Comparator.comparingInt(each -> Math.abs(each - threads)))
                .map(each -> helping(now, Limit.WARPS, each - threads, now.launch().withThreads(each)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Suggestion> helping(Occupancy now, Limit limit, int change, Launch launch) {
        Occupancy changed = Occupancy.of(now.capability(), launch);
        return changed.warps() > now.warps() ? Optional.of(new Suggestion(limit, change, changed)) : Optional.empty();
    }

    /**
     * The bytes of shared memory that a block may take more without fewer being resident; 0 where
     * none is.
     */
    public static int sharedToSpare(Occupancy occupancy) {
        if (occupancy.blocks() == 0) {
            return 0;
        }
        Capability capability = occupancy.capability();
        int granularity = capability.sharedGranularity();
        int share = capability.sharedBytes() / occupancy.blocks() / granularity * granularity;
        int most = Math.min(share - capability.reservedBytes(), capability.sharedBytesOfBlock());
        return Math.toIntExact(most - occupancy.launch().sharedBytes());
    }
}
