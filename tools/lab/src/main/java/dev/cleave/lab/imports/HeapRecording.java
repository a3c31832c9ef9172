package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;

/**
 * What recordings of a heap have in common: blocks go by their pointers, and some of what happened
 * was not recorded.
 */
final class HeapRecording {
    private final TraceStream trace;

    HeapRecording(TraceStream trace) {
        this.trace = trace;
    }

    /** Takes in an allocation that was served. */
    void allocate(long pointer, long bytes, int thread) throws IOException {
        if (trace.free(pointer, thread)) {
            trace.passOver("frees put in: their pointer was allocated again without one", 1);
        }
        if (bytes == 0) {
            trace.passOver("allocations of 0 bytes written as 1 byte", 1);
        }
        trace.allocateBytes(pointer, Math.max(bytes, 1), thread);
    }

    /**
     * Counts an allocation without a pointer: of nothing, or of more than there was, however many
     * digits that has.
     */
    void failed(String bytes) {
        trace.passOver(bytes.matches("0+") ? "allocations of 0 bytes left out" : "allocations that failed left out", 1);
    }

    /** Takes in a free; that of a null pointer frees nothing. */
    void free(long pointer, int thread) throws IOException {
        if (pointer == 0) {
            trace.passOver("frees of null left out", 1);
        } else if (!trace.free(pointer, thread)) {
            trace.passOverFrees("frees left out: their allocation is not in the log", 1);
        }
    }

    /** A small number for a thread or process, whatever the line last read calls it. */
    int thread(LineSource lines, String name) throws MalformedTraceException {
        int thread = trace.threadOf(name);
        if (thread > TraceLimits.MAX_THREAD) {
            throw lines.malformed("has thread number " + (thread + 1L) + ": a trace may hold "
                    + (TraceLimits.MAX_THREAD + 1L));
        }
        return thread;
    }
}
