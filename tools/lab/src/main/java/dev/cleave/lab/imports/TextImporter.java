package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Reads recordings that are text, line by line. */
final class TextImporter implements Importer {
    private static final long LINES_BETWEEN_REPORTS = 1 << 14;
    private static final long LINES_TO_GUESS_BY = 50_000;
    private static final long UNKNOWN_LENGTH = -1;

    private final Opening opening;

    TextImporter(Opening opening) {
        this.opening = opening;
    }

    /** Makes the reader of a format. */
    @FunctionalInterface
    interface Opening {
        RecordingReader open(LineSource lines, TraceStream trace);
    }

    @Override
    public long read(ImportSource source, TraceStream trace, Progress progress)
            throws MalformedTraceException, IOException {
        String file = source.file();
        long length = TraceInput.isStandardInput(file) ? UNKNOWN_LENGTH : TraceInput.lengthOf(file);
        try (InputStream stream = TraceInput.open(file, source.expected());
                ProgressStep step = new ProgressStep(progress, "importing " + source.name(), length)) {
            LineSource lines = new LineSource(source.name(), stream);
            RecordingReader reader = opening.open(lines, trace);
            for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
                reader.read(line);
                if (lines.line() % LINES_BETWEEN_REPORTS == 0) {
                    step.advance(lines.bytes());
                }
            }
            reader.end();
            return lines.line() - 1;
        }
    }

    /**
     * Reads up to {@value #LINES_TO_GUESS_BY} lines: they must make sense, and hold something.
     */
    @Override
    public boolean fits(ImportSource source) {
        TraceStream trace = new TraceStream(OutputStream.nullOutputStream());
        try (InputStream stream = TraceInput.open(source.file(), source.expected())) {
            LineSource lines = new LineSource(source.file(), stream);
            RecordingReader reader = opening.open(lines, trace);
            @Nullable String line = lines.next();
            while (line != null && lines.line() <= LINES_TO_GUESS_BY) {
                reader.read(line);
                line = lines.next();
            }
        } catch (MalformedTraceException | IOException unfit) {
            return false;
        }
        return !trace.isEmpty();
    }
}
