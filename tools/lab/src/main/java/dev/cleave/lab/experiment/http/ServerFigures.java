package dev.cleave.lab.experiment.http;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a server's process and its allocator hold, in bytes.
 *
 * @param peakResident the most of the process that was resident since the round began
 * @param resident now
 * @param held by the allocator, of the system, for direct buffers
 * @param pinned by live buffers; empty where the allocator does not tell
 */
record ServerFigures(long peakResident, long resident, long held, OptionalLong pinned) {
    private static final int FIELDS = 4;
    private static final String UNTOLD = "-";

    /** One line, as {@link #parse} reads it. */
    String toLine() {
        return peakResident + " " + resident + " " + held + " "
                + (pinned.isPresent() ? String.valueOf(pinned.getAsLong()) : UNTOLD);
    }

    /**
     * The figures of a line.
     *
     * @throws IllegalArgumentException when it has none
     */
    static ServerFigures parse(String line) {
        List<String> fields = List.of(line.split(" "));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("no figures of a server: " + line);
        }
        return new ServerFigures(Long.parseLong(fields.get(0)), Long.parseLong(fields.get(1)),
                Long.parseLong(fields.get(2)),
                fields.get(3).equals(UNTOLD) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields.get(3))));
    }
}
