package dev.cleave.lab.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The real memory of this process, as Linux counts it page by page. */
public final class ResidentMemory {
    private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");
    private static final String RESIDENT = "Rss:";
    private static final String HUGE_PAGES = "AnonHugePages:";

    private ResidentMemory() {}

    /** Whether this system tells. */
    public static boolean isKnown() {
        return Files.isReadable(ROLLUP);
    }

    /**
     * Bytes now. Costs milliseconds: every page is looked at.
     *
     * @throws UnsupportedOperationException where the system does not tell
     */
    public static long bytes() {
        return bytes(RESIDENT);
    }

    /**
     * Those of them that lie in huge pages of private memory, now; as {@link #bytes}.
     *
     * @throws UnsupportedOperationException where the system does not tell
     */
    public static long hugePagesBytes() {
        return bytes(HUGE_PAGES);
    }

    private static long bytes(String name) {
        try {
            return parse(Files.readAllLines(ROLLUP), name);
        } catch (IOException missing) {
            throw new UnsupportedOperationException("resident memory is read from " + ROLLUP + ", which Linux has",
                    missing);
        }
    }

    static long parse(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow(() -> new UnsupportedOperationException(ROLLUP + " has no line " + name));
    }
}
