package dev.cleave.fleet;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads traces from wherever Hadoop reads files. A JVM keeps the last one: the cells of a trace
 * follow each other, and each would parse it again.
 */
final class TraceFile {
    private static @Nullable String lastFile;
    private static @Nullable Trace last;

    private TraceFile() {}

    /** The trace; whoever asks for another one meanwhile waits. */
    static synchronized Trace read(String file, Configuration configuration) throws MalformedTraceException {
        Trace known = last;
        if (known == null || !file.equals(lastFile)) {
            last = null;
            known = parse(file, configuration);
            last = known;
            lastFile = file;
        }
        return known;
    }

    private static Trace parse(String file, Configuration configuration) throws MalformedTraceException {
        Path path = new Path(file);
        try (InputStream stream = path.getFileSystem(configuration).open(path)) {
            return TraceReader.read(file, stream);
        } catch (IOException failure) {
            throw new MalformedTraceException(file, 0, "cannot be read: " + failure.getMessage());
        }
    }
}
