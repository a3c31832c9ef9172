package dev.cleave.lab.trace;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The files that users name: opened, with {@code -} for standard input, and unpacked when they are compressed. */
public final class TraceInput {
    private static final String DASH = "-";
    private static final int BUFFER_BYTES = 1 << 17;

    private TraceInput() {}

    /** Whether the user means standard input. */
    public static boolean isStandardInput(String file) {
        return file.equals(DASH);
    }

    /** What messages call it. */
    public static String nameOf(String file) {
        return isStandardInput(file) ? TraceReader.STANDARD_INPUT : file;
    }

    /**
     * Opens a file, as it lies there; to close standard input does nothing.
     *
     * @param expected what it should be, such as "a trace"
     * @throws MalformedTraceException when it is missing, a directory, or may not be read
     */
    public static InputStream open(String file, String expected) throws MalformedTraceException {
        if (isStandardInput(file)) {
            return new FilterInputStream(System.in) {
                @Override
                public void close() {
                    // Standard input is not ours to close.
                }
            };
        }
        Path path = path(file);
        if (!Files.exists(path)) {
            throw new MalformedTraceException(file, 0,
                    "no such file: expected " + expected + ", plain or .gz, or - for standard input");
        }
        if (Files.isDirectory(path)) {
            throw new MalformedTraceException(file, 0, "is a directory: expected " + expected + ", plain or .gz");
        }
        try {
            return Files.newInputStream(path);
        } catch (AccessDeniedException denied) {
            throw new MalformedTraceException(file, 0, "may not be read: permission denied");
        } catch (IOException failure) {
            throw new MalformedTraceException(file, 0, "cannot be read: " + failure.getMessage());
        }
    }

    /** Bytes of a file as it lies there; 0 when there is none. */
    public static long lengthOf(String file) throws MalformedTraceException {
        return path(file).toFile().length();
    }

    /**
     * The stream, unpacked if it is gzip-compressed: that is told by its first bytes.
     *
     * @throws IOException when it cannot be read, or begins as compressed data and is none
     */
    public static InputStream unpacked(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER_BYTES);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1F && buffered.read() == 0x8B;
        buffered.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER_BYTES), BUFFER_BYTES) : buffered;
    }

    private static Path path(String file) throws MalformedTraceException {
        try {
            return Path.of(file);
        } catch (InvalidPathException bad) {
            throw new MalformedTraceException(file, 0, "is no path: " + bad.getReason());
        }
    }
}
