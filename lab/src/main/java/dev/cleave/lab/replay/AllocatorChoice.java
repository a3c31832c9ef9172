package dev.cleave.lab.replay;

import dev.cleave.lab.trace.TraceKind;
import java.util.Map;
import java.util.Optional;

/**
 * An allocator that a user can ask for by name.
 *
 * @param name what {@code --allocator} calls it
 * @param description one line for the help
 * @param bounded whether it serves from a region of a given size, so that a factor makes sense
 * @param refusals why it cannot do a kind of trace; kinds not named here it can
 * @param opener opens one with all its memory free
 */
public record AllocatorChoice(
        String name, String description, boolean bounded, Map<TraceKind, String> refusals, Opener opener) {

    /** Opens an allocator. */
    @FunctionalInterface
    public interface Opener {
        /** A fresh allocator for traces of this kind, with this many bytes, a multiple of {@link #unit}. */
        ReplayAllocator open(TraceKind kind, long regionBytes);
    }

    /** Why this allocator cannot replay traces of a kind, or empty when it can. */
    public Optional<String> refusal(TraceKind kind) {
        return Optional.ofNullable(refusals.get(kind));
    }

    /** The grain of memory for traces of a kind: 4 KiB pages, or 64 bytes for heap traces. */
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
