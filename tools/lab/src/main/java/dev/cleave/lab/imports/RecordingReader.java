package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;

/** Understands the lines of one format. */
interface RecordingReader {
    /**
     * Takes in one line.
     *
     * @throws MalformedTraceException when it cannot be understood
     * @throws IOException when the trace cannot be written
     */
    void read(String line) throws MalformedTraceException, IOException;

    /**
     * The recording is over.
     *
     * @throws MalformedTraceException when more should have come
     */
    void end() throws MalformedTraceException;
}
