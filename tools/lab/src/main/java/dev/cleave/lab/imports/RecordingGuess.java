package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what kind of recording a file is, by reading its beginning as each of them. */
public final class RecordingGuess {
    private static final long MOST_LINES = 50_000;

    private RecordingGuess() {}

    /**
     * The format in which the first lines of a file make sense and hold an allocation, if there is
     * one. Reads up to {@value #MOST_LINES} lines for each format; standard input is not read.
     */
    public static Optional<ImportFormat> of(String file) {
        return TraceInput.isStandardInput(file)
                ? Optional.empty()
                : Arrays.stream(ImportFormat.values()).filter(each -> fits(each, file)).findFirst();
    }

    private static boolean fits(ImportFormat format, String file) {
        TraceStream trace = new TraceStream(OutputStream.nullOutputStream());
        try (InputStream stream = TraceInput.open(file, "a " + format.title())) {
            LineSource lines = new LineSource(file, stream);
            RecordingReader reader = format.reader(lines, trace);
            @Nullable String line = lines.next();
            while (line != null && lines.line() <= MOST_LINES) {
                reader.read(line);
                line = lines.next();
            }
        } catch (MalformedTraceException | IOException unfit) {
            return false;
        }
        return trace.summary(format, file, 0).allocations() > 0;
    }
}
