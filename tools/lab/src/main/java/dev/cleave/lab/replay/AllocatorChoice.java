package dev.cleave.lab.replay;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.Optional;

/**
 * An allocator that a user can ask for by name.
 *
 * @param name what {@code --allocator} calls it
 * @param bounded whether it serves from a region of a given size, so that a factor makes sense
 * @param refusal why it cannot do a replay, asked before anything is opened
 * @param opener opens one with all its memory free
 * @param floor what the allocator takes for a trace at the least
 */
public record AllocatorChoice(String name, boolean bounded, Refusal refusal, Opener opener, Floor floor) {
    /** An allocator that takes no more for a trace than its blocks. */
    public AllocatorChoice(String name, boolean bounded, Refusal refusal, Opener opener) {
        this(name, bounded, refusal, opener, trace -> 0);
    }

    /** Says why an allocator cannot do a replay. */
    @FunctionalInterface
    public interface Refusal {
        /** The reason, or empty when it can. */
        Optional<String> of(Trace trace, ReplaySettings settings);
    }

    /** Opens an allocator. */
    @FunctionalInterface
    public interface Opener {
        /**
         * A fresh allocator for this trace, with this many bytes, a multiple of {@link #unit}.
         *
         * @throws UnsupportedOperationException when it cannot run here, saying why
         */
        ByteAllocator open(Trace trace, long regionBytes);
    }

    /** Says what an allocator takes for a trace, however little of it is live. */
    @FunctionalInterface
    public interface Floor {
        /** Bytes, 0 where it is nothing worth speaking of. */
        long bytes(Trace trace);
    }

    /** The peak of live bytes times the factor, or the floor where that is more; whole units. */
    public long regionBytes(Trace trace, double factor) {
        long unit = unit(trace.kind());
        long wanted = (long) Math.ceil(trace.peakLiveBytes() * factor / unit) * unit;
        return Math.max(wanted, Math.ceilDiv(floor.bytes(trace), unit) * unit);
    }

    /** The grain of memory for traces of a kind: 4 KiB pages, or 64 bytes for heap traces. Cleave's heap has units of 4 KiB. */
    public static long unit(TraceKind kind) {
        return switch (kind) {
            case PAGES -> 4096;
            case HEAP -> 64;
        };
    }

    /**
     * The usual size of the region for traces of a kind, as a multiple of the most that was live at once: 1.1 for pages,
     * and 2 for heaps, whose many odd sizes leave gaps between blocks that a buddy system alone cannot fill.
     */
    public static double usualRegionFactor(TraceKind kind) {
        return switch (kind) {
            case PAGES -> 1.1;
            case HEAP -> 2.0;
        };
    }
}
