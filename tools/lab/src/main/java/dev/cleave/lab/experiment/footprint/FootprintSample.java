package dev.cleave.lab.experiment.footprint;

import java.util.List;
import java.util.OptionalLong;

/**
 * What an allocator took at one moment.
 *
 * @param mark what has just been done
 * @param liveBytes asked for and not freed
 * @param countedBytes what counts as live: with PMDK's header for each object, where the load counts so
 * @param reservedBytes what the allocator holds, its bookkeeping on the Java heap among it, as far as it tells
 * @param residentBytes of the process beyond what it had before, and that bookkeeping
 */
public record FootprintSample(String mark, long liveBytes, long countedBytes, OptionalLong reservedBytes,
        long residentBytes) {
    private static final String PREFIX = "sample ";
    private static final String UNTOLD = "-";
    private static final int FIELDS = 5;

    /** One line, as {@link #parse} reads it; the mark has no spaces. */
    public String toLine() {
        return PREFIX + mark + " " + liveBytes + " " + countedBytes + " "
                + (reservedBytes.isPresent() ? String.valueOf(reservedBytes.getAsLong()) : UNTOLD) + " "
                + residentBytes;
    }

    /** Whether a line is a sample. */
    public static boolean isLine(String line) {
        return line.startsWith(PREFIX);
    }

    /**
     * The sample of a line.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static FootprintSample parse(String line) {
        List<String> fields = List.of(line.substring(PREFIX.length()).split(" "));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        OptionalLong reserved =
                fields.get(3).equals(UNTOLD) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields.get(3)));
        return new FootprintSample(fields.get(0), Long.parseLong(fields.get(1)), Long.parseLong(fields.get(2)),
                reserved, Long.parseLong(fields.get(4)));
    }
}
