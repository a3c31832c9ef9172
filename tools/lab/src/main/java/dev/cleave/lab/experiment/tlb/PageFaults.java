package dev.cleave.lab.experiment.tlb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The page faults of the calling thread, as Linux counts them. */
final class PageFaults {
    private static final Path STAT = Path.of("/proc/thread-self/stat");

    /** The places of two counts behind the thread's name, which is in brackets. */
    private static final int MINOR = 7;

    private static final int MAJOR = 9;

    private PageFaults() {}

    /**
     * How many there were, with a read of a disk or without; empty where the system does not tell.
     */
    static OptionalLong now() {
        try {
            return OptionalLong.of(parse(Files.readString(STAT)));
        } catch (IOException missing) {
            return OptionalLong.empty();
        }
    }

    static long parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[MINOR]) + Long.parseLong(fields[MAJOR]);
    }
}
