package dev.cleave.lab.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/** A file of a trace that appears in one step, and only when all of it is written. */
public final class TraceFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private TraceFile() {}

    /** What writes a trace, and answers what it has to tell of it. */
    @FunctionalInterface
    public interface Writing<T> {
        /** Writes all of it. */
        T write(OutputStream output) throws MalformedTraceException, IOException;
    }

    /**
     * Writes a trace into a file, compressed when its name ends in {@code .gz}; where that fails
     * nothing is left behind.
     *
     * @param replace whether an existing file is replaced
     * @throws IOException when it cannot be written, or is there already and not to be replaced
     */
    public static <T> T write(Path file, boolean replace, Writing<T> writing)
            throws MalformedTraceException, IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("is no name of a file");
        }
        Path unfinished =
                folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished");
        try {
            T told;
            try (OutputStream stream = open(unfinished, file.toString().endsWith(".gz"))) {
                told = writing.write(stream);
            }
            if (replace) {
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(unfinished, file);
            }
            return told;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** A buffered stream into a new file, which compresses if that is wanted. */
    public static OutputStream open(Path file, boolean compressed) throws IOException {
        OutputStream plain = Files.newOutputStream(file);
        return new BufferedOutputStream(compressed ? new GZIPOutputStream(plain, BUFFER_BYTES) : plain, BUFFER_BYTES);
    }
}
