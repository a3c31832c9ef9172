package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a trace of a recording. */
public final class TraceImport {
    private TraceImport() {}

    /**
     * Imports a recording into a file, compressed when its name ends in {@code .gz}. The file
     * appears in one step and only when all went well; else nothing is left behind.
     *
     * @param replace whether an existing file is replaced
     * @throws MalformedTraceException when the recording cannot be read or understood
     * @throws IOException when the trace cannot be written, or is there already and not to be
     *     replaced
     */
    public static ImportSummary run(
            ImportSource source, Path output, boolean replace, Progress progress)
            throws MalformedTraceException, IOException {
        return TraceFile.write(output, replace, stream -> convert(source, stream, progress));
    }

    /**
     * Imports a recording as text, which is written when all went well, and else not at all.
     *
     * @throws MalformedTraceException when the recording cannot be read or understood
     * @throws IOException when the trace cannot be written
     */
    public static ImportSummary run(ImportSource source, Writer output, Progress progress)
            throws MalformedTraceException, IOException {
        Path spool = Files.createTempFile("cleave-import", ".trace");
        try {
            ImportSummary summary;
            try (OutputStream stream = TraceFile.open(spool, false)) {
                summary = convert(source, stream, progress);
            }
            try (Reader text = Files.newBufferedReader(spool, StandardCharsets.US_ASCII)) {
                text.transferTo(output);
            }
            output.flush();
            return summary;
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private static ImportSummary convert(ImportSource source, OutputStream output, Progress progress)
            throws MalformedTraceException, IOException {
        TraceStream trace = new TraceStream(output);
        long entries = source.format().importer().read(source, trace, progress);
        if (trace.isEmpty()) {
            throw new MalformedTraceException(source.name(), 0,
                    "holds no " + source.format().unit() + ", so there is no trace to be made of it: expected "
                            + source.expected());
        }
        return trace.summary(source.format(), source.name(), entries);
    }
}
