package dev.cleave.gpu.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory the processor has. */
final class HostMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final long UNKNOWN = 1L << 40;

    private HostMemory() {}

    /** In bytes; more than any has where the system does not tell. */
    static long byteSize() {
        try {
            return byteSize(Files.readAllLines(MEMINFO));
        } catch (IOException notTold) {
            return UNKNOWN;
        }
    }

    static long byteSize(List<String> lines) {
        for (String each : lines) {
            Matcher total = TOTAL.matcher(each);
            if (total.matches()) {
                return Long.parseLong(total.group(1)) << 10;
            }
        }
        return UNKNOWN;
    }
}
