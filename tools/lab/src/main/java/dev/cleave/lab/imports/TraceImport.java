package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/** Makes a trace of a recording. */
public final class TraceImport {
    private static final int BUFFER_BYTES = 1 << 16;

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
        Path folder = output.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("is no name of a file");
        }
        long process = ProcessHandle.current().pid();
        Path unfinished = folder.resolve("." + output.getFileName() + "." + process + ".unfinished");
        try {
            ImportSummary summary;
            try (OutputStream stream = open(unfinished, output.toString().endsWith(".gz"))) {
                summary = convert(source, stream, progress);
            }
            if (replace) {
                Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(unfinished, output);
            }
            return summary;
        } finally {
            Files.deleteIfExists(unfinished);
        }
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
            try (OutputStream stream = open(spool, false)) {
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

    private static OutputStream open(Path file, boolean compressed) throws IOException {
        OutputStream plain = Files.newOutputStream(file);
        return new BufferedOutputStream(compressed ? new GZIPOutputStream(plain, BUFFER_BYTES) : plain, BUFFER_BYTES);
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
