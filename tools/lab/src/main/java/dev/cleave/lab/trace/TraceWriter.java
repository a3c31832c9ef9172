package dev.cleave.lab.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a trace as text, one event a line, so that {@link TraceReader} reads the same trace again.
 *
 * <p>Holds one buffer, whatever the length of the trace.
 */
public final class TraceWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private TraceWriter() {}

    /**
     * Writes a trace into a file, compressed when its name ends in {@code .gz}; an existing file is replaced.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(Trace trace, Path file) throws IOException {
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream output =
                        file.toString().endsWith(".gz") ? new GZIPOutputStream(plain, BUFFER_BYTES) : plain) {
            write(trace, output);
        }
    }

    /**
     * Writes a trace to a stream, uncompressed, and leaves it open.
     *
     * @throws IOException when the stream fails
     */
    public static void write(Trace trace, OutputStream stream) throws IOException {
        BufferedOutputStream output = new BufferedOutputStream(stream, BUFFER_BYTES);
        StringBuilder line = new StringBuilder();
        for (int event = 0; event < trace.events(); event++) {
            line.setLength(0);
            append(line, trace, event);
            output.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        }
        output.flush();
    }

    private static void append(StringBuilder line, Trace trace, int event) {
        int block = trace.block(event);
        line.append(trace.allocates(event) ? 'a' : 'f').append(' ').append(trace.id(block)).append(' ');
        if (!trace.allocates(event)) {
            line.append(trace.thread(event));
        } else if (trace.kind() == TraceKind.PAGES) {
            line.append(trace.order(block)).append(' ').append(trace.mobility(block).number()).append(' ');
            line.append(trace.thread(event)).append(' ').append(trace.frame(block));
        } else {
            line.append(trace.bytes(block)).append(' ').append(trace.thread(event));
        }
    }
}
