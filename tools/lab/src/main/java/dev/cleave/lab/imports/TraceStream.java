package dev.cleave.lab.imports;

import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace while it is being written, line by line: gives blocks their ids, knows which are live,
 * and keeps count.
 *
 * <p>Holds a small object for each block that is live, and for each thread; of accesses, for each
 * object.
 */
final class TraceStream {
    private final OutputStream output;
    private final Map<Long, LiveBlock> live = new HashMap<>();
    private final Map<String, Integer> threads = new HashMap<>();
    private final Map<String, Long> passedOver = new LinkedHashMap<>();
    private final StringBuilder line = new StringBuilder();
    private final AccessedObjects objects = new AccessedObjects();
    private long allocations;
    private long frees;
    private long accesses;
    private long freesPassedOver;
    private long liveBytes;
    private long peakBytes;

    /** Writes to a stream, which should be buffered, and leaves it open. */
    TraceStream(OutputStream output) {
        this.output = output;
    }

    /**
     * A block that was allocated and not yet freed.
     *
     * @param id in the trace
     * @param bytes its size
     * @param order of its pages; 0 in a heap trace
     */
    record LiveBlock(int id, long bytes, int order) {}

    /** The live block of this key, if there is one. */
    @Nullable
    LiveBlock find(long key) {
        return live.get(key);
    }

    /** Writes the allocation of some bytes; the key must not be that of a live block. */
    void allocateBytes(long key, long bytes, int thread) throws IOException {
        int id = admit(key, bytes, 0);
        begin('a', id).append(bytes).append(' ').append(thread);
        write();
    }

    /** Writes the allocation of 2^order pages; their frame must not be that of a live block. */
    void allocatePages(long frame, int order, Mobility mobility, int processor) throws IOException {
        int id = admit(frame, Trace.PAGE_BYTES << order, order);
        begin('a', id).append(order).append(' ').append(mobility.number()).append(' ').append(processor).append(' ')
                .append(frame);
        write();
    }

    /**
     * Writes the free of a live block; false, and nothing written, when there is none of this key.
     */
    boolean free(long key, int thread) throws IOException {
        LiveBlock block = live.remove(key);
        if (block == null) {
            return false;
        }
        liveBytes -= block.bytes();
        frees++;
        begin('f', block.id()).append(thread);
        write();
        return true;
    }

    /**
     * Writes an access to an object.
     *
     * @param key equal for accesses to the same
     */
    void access(Object key, long bytes, boolean write) throws IOException {
        begin(write ? 'p' : 'g', objects.id(key, bytes)).append(bytes);
        accesses++;
        write();
    }

    /**
     * A small number for a thread, whatever the recording calls it: 0 for the first, 1 for the
     * next.
     */
    int threadOf(String name) {
        return threads.computeIfAbsent(name, fresh -> threads.size());
    }

    /** Counts something that is no part of the trace, or was put right. */
    void passOver(String reason, long count) {
        passedOver.merge(reason, count, Long::sum);
    }

    /** Counts something that tells of frees and is no part of the trace. */
    void passOverFrees(String reason, long count) {
        freesPassedOver += count;
        passOver(reason, count);
    }

    /** Whether it has neither an allocation nor an access yet. */
    boolean isEmpty() {
        return allocations == 0 && accesses == 0;
    }

    /** The counts so far. */
    ImportSummary summary(ImportFormat format, String input, long entries) {
        return new ImportSummary(format, input, entries, allocations, frees, peakBytes,
                new ImportSummary.Accesses(accesses, objects.count(), objects.footprint()), passedOver,
                freesPassedOver);
    }

    private int admit(long key, long bytes, int order) throws IOException {
        if (allocations > TraceLimits.MAX_ID) {
            throw new IOException("more than " + allocations + " allocations are more than a trace may hold");
        }
        int id = (int) allocations++;
        if (live.put(key, new LiveBlock(id, bytes, order)) != null) {
            throw new IllegalArgumentException("key " + key + " is that of a live block");
        }
        liveBytes += bytes;
        peakBytes = Math.max(peakBytes, liveBytes);
        return id;
    }

    private StringBuilder begin(char letter, int id) {
        line.setLength(0);
        return line.append(letter).append(' ').append(id).append(' ');
    }

    private void write() throws IOException {
        output.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    }
}
