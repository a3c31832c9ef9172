package dev.cleave.lab.experiment.density;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceReader;
import java.util.List;

/**
 * What is asked of an allocator of a given capacity. It asks for no more than the capacity, so that
 * those that have none end where the yardstick would.
 */
sealed interface DensityLoad permits Fill, Phases, Bursts, TwoThreads, TraceLoad {
    /** Bytes that the allocator is opened with. */
    long capacity();

    /** What the yardstick rounds sizes up to, and peers align blocks to: a power of two. */
    default long grain() {
        return 1;
    }

    /** Bytes that it needs on the Java heap for its own books, about. */
    long javaHeapBytes();

    /**
     * Carries it out, and frees everything at its end.
     *
     * @param allocator of which nothing is live
     * @param written whether each page of a block is written to
     * @param scales told of each peak
     */
    LoadOutcome run(ByteAllocator allocator, boolean written, Scales scales);

    /** It in words, as {@link #parse} reads them. */
    List<String> toArguments();

    /**
     * The load of such words.
     *
     * @throws IllegalArgumentException when they are none
     */
    static DensityLoad parse(List<String> words) {
        String kind = words.isEmpty() ? "" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (kind) {
            case Fill.KIND -> new Fill(number(rest, 0), number(rest, 1));
            case Phases.KIND -> new Phases(number(rest, 0), number(rest, 1));
            case Bursts.KIND -> new Bursts(number(rest, 0), number(rest, 1), number(rest, 2), number(rest, 3));
            case TwoThreads.KIND -> new TwoThreads(number(rest, 0), number(rest, 1), number(rest, 2));
            case TraceLoad.KIND -> trace(rest);
            default -> throw new IllegalArgumentException("no load: " + words);
        };
    }

    private static long number(List<String> words, int index) {
        if (index >= words.size()) {
            throw new IllegalArgumentException("a load needs more than " + words);
        }
        return Long.parseLong(words.get(index));
    }

    private static DensityLoad trace(List<String> words) {
        try {
            return new TraceLoad(TraceReader.read(words.getFirst()), number(words, 1));
        } catch (MalformedTraceException bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }
}
