package dev.cleave.lab.imports;

import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a trace of what happened to blocks, in the order of time: pairs allocations and frees by
 * their addresses, and a block that is left with the one its thread allocates next.
 *
 * <p>Where samples are scaled, one that stands for <em>n</em> blocks of its size becomes so many,
 * allocated and freed together; fractions are carried on to the next sample of about its size.
 */
final class BufferPairing {
    /** Below it a sample stands for its own block and no other. */
    private static final double STANDS_FOR_MORE = 1.5;

    private final TraceStream trace;
    private final HeapRecording heap;
    private final boolean scaled;
    private final Map<Long, Long> leftByThread = new HashMap<>();
    private final Map<Long, SampledBlock> sampled = new HashMap<>();
    private final double[] carried = new double[Long.SIZE];
    private long nextCopy = -1;

    BufferPairing(TraceStream trace, boolean scaled) {
        this.trace = trace;
        heap = new HeapRecording(trace);
        this.scaled = scaled;
    }

    /**
     * A sampled block that is live.
     *
     * @param weight bytes it stands for
     * @param firstCopy the key of its first copy; those of the others follow downward
     * @param copies blocks beside itself that it was written as
     */
    private record SampledBlock(long weight, long firstCopy, long copies) {}

    /** Takes in the next event. */
    void take(BufferEvent event) throws IOException {
        int thread = threadOf(event);
        switch (event.kind()) {
            case ALLOCATED -> {
                if (event.weight() > 0) {
                    allocateSampled(event, thread, event.weight());
                } else {
                    allocate(event, thread);
                }
            }
            case GREW -> grow(event, thread);
            case LEFT -> leave(event);
            case FREED -> free(event, thread);
        }
    }

    private int threadOf(BufferEvent event) {
        int thread = trace.threadOf(Long.toString(event.thread()));
        if (thread > TraceLimits.MAX_THREAD) {
            trace.passOver("events of threads behind the " + (TraceLimits.MAX_THREAD + 1)
                    + "th, numbered from 0 again", 1);
        }
        return thread & TraceLimits.MAX_THREAD;
    }

    // --------------------------------------------------------------------------------------------- every block

    /** The old block is there until its bytes are in the new one. */
    private void allocate(BufferEvent event, int thread) throws IOException {
        @Nullable Long left = leftByThread.remove(event.thread());
        heap.allocate(event.address(), event.bytes(), thread);
        if (left != null && left != event.address()) {
            heap.free(left, thread);
        }
    }

    private void leave(BufferEvent event) {
        countIfStayed(leftByThread.put(event.thread(), event.address()));
    }

    private void countIfStayed(@Nullable Long left) {
        if (left != null) {
            trace.passOver("reallocations that failed left out: their block stays", 1);
        }
    }

    // ------------------------------------------------------------------------------------------------- samples

    private void grow(BufferEvent event, int thread) throws IOException {
        SampledBlock before = sampled.get(event.address());
        if (trace.find(event.address()) != null) {
            freeWhole(event.address(), thread);
        }
        allocateSampled(event, thread, event.weight() + (before == null ? 0 : before.weight()));
    }

    private void allocateSampled(BufferEvent event, int thread, long weight) throws IOException {
        freeCopies(event.address(), thread);
        heap.allocate(event.address(), event.bytes(), thread);
        long bytes = Math.max(event.bytes(), 1);
        double standsFor = Math.max(weight / (double) bytes, 1);
        if (!scaled && standsFor >= STANDS_FOR_MORE) {
            trace.passOver("samples written as one block each, though they stand for more: --scale writes those", 1);
        }
        long copies = scaled ? copiesOf(bytes, standsFor) : 0;
        sampled.put(event.address(), new SampledBlock(weight, nextCopy, copies));
        for (long copy = 0; copy < copies; copy++) {
            trace.allocateBytes(nextCopy--, bytes, thread);
        }
        if (copies > 0) {
            trace.passOver("blocks put in, as samples stand for them", copies);
        }
    }

    private long copiesOf(long bytes, double standsFor) {
        int magnitude = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
        double exact = standsFor - 1 + carried[magnitude];
        long copies = (long) exact;
        carried[magnitude] = exact - copies;
        return copies;
    }

    private void free(BufferEvent event, int thread) throws IOException {
        countIfStayed(leftByThread.remove(event.thread()));
        freeWhole(event.address(), thread);
    }

    private void freeWhole(long address, int thread) throws IOException {
        heap.free(address, thread);
        freeCopies(address, thread);
    }

    private void freeCopies(long address, int thread) throws IOException {
        SampledBlock block = sampled.remove(address);
        for (long copy = 0; block != null && copy < block.copies(); copy++) {
            trace.free(block.firstCopy() - copy, thread);
        }
    }
}
