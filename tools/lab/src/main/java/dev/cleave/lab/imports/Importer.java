package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;

/** How the recordings of one format are read. */
interface Importer {
    /**
     * Reads a recording into a trace, and answers how many lines or events it had.
     *
     * @throws MalformedTraceException when it cannot be read or understood
     * @throws IOException when the trace cannot be written
     */
    long read(ImportSource source, TraceStream trace, Progress progress) throws MalformedTraceException, IOException;

    /** Whether a file, by its beginning, is such a recording. */
    boolean fits(ImportSource source);
}
