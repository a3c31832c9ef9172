package dev.cleave.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real memory of this process, as Linux counts it. */
final class ResidentSet {
    private static final Path TOTALS = Path.of("/proc/self/smaps_rollup");
    private static final String RESIDENT = "Rss:";

    private ResidentSet() {}

    /** Whether this system tells. */
    static boolean isKnown() {
        return Files.isReadable(TOTALS);
    }

    /** Bytes that are resident now. */
    static long bytes() {
        try {
            for (String line : Files.readAllLines(TOTALS)) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(TOTALS + " could not be read", unreadable);
        }
        throw new IllegalStateException(TOTALS + " has no line that begins with " + RESIDENT);
    }
}
