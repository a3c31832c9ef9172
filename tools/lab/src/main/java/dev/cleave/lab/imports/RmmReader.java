package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The log that RMM's logging resource adaptor writes: comma-separated, a line an allocation or a
 * free.
 *
 * <pre>
 *   Thread,Time,Action,Pointer,Size,Stream
 *   140202,10:21:05:103244,allocate,0x7f52c4000000,1048576,0x0
 *   140202,10:21:05:103391,free,0x7f52c4000000,1048576,0x0
 * </pre>
 *
 * <p>Columns are found by their names in the header, and may stand in any order and be quoted; a
 * log without a header has these. Time, stream and further columns are not used. Older logs write
 * {@code deallocate} for {@code free}. Pointers come back once they are freed.
 */
final class RmmReader implements RecordingReader {
    private static final List<String> COLUMNS = List.of("Thread", "Action", "Pointer", "Size");
    private static final String HEADER = "Thread,Time,Action,Pointer,Size,Stream";
    private static final List<String> USUAL_COLUMNS = List.of(HEADER.split(","));
    private static final String ACTIONS = "allocate, free or allocate failure";

    private final LineSource lines;
    private final TraceStream trace;
    private final HeapRecording heap;
    private List<String> columns = List.of();
    private final int[] places = new int[COLUMNS.size()];

    RmmReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
        heap = new HeapRecording(trace);
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        if (line.isBlank()) {
            return;
        }
        List<String> fields = fields(line);
        if (columns.isEmpty()) {
            if (!isEvent(fields)) {
                readHeader(fields, line);
                return;
            }
            readHeader(USUAL_COLUMNS, HEADER);
        }
        if (fields.equals(columns)) {
            trace.passOver("head lines in the middle passed over", 1);
            return;
        }
        if (fields.size() != columns.size()) {
            throw lines.malformed("has " + fields.size() + " fields: expected " + columns.size() + ", "
                    + String.join(",", columns));
        }
        readEvent(fields);
    }

    /** Whether a first line is no header, as it has an action where logs without one have it. */
    private static boolean isEvent(List<String> fields) {
        int action = USUAL_COLUMNS.indexOf("Action");
        return fields.size() > action && Action.of(fields.get(action)).isPresent();
    }

    private void readHeader(List<String> fields, String line) throws MalformedTraceException {
        for (int column = 0; column < places.length; column++) {
            places[column] = fields.indexOf(COLUMNS.get(column));
            if (places[column] < 0) {
                throw lines.malformed("has no column " + COLUMNS.get(column) + ": expected the header '" + HEADER
                        + "', or an event with " + ACTIONS + " as its third field, given " + LineSource.quoted(line));
            }
        }
        columns = fields;
    }

    private void readEvent(List<String> fields) throws MalformedTraceException, IOException {
        String action = fields.get(places[1]);
        switch (Action.of(action).orElseThrow(() -> lines.malformed("unknown action " + LineSource.quoted(action)
                + ": expected " + ACTIONS))) {
            case ALLOCATE -> allocate(fields);
            case FREE -> {
                size(fields);
                heap.free(pointer(fields), thread(fields.get(places[0])));
            }
            case FAILURE -> trace.passOver("allocations that failed left out", 1);
        }
    }

    private void allocate(List<String> fields) throws MalformedTraceException, IOException {
        long pointer = pointer(fields);
        long bytes = size(fields);
        int thread = thread(fields.get(places[0]));
        if (pointer == 0) {
            heap.failed(fields.get(places[3]));
        } else {
            heap.allocate(pointer, bytes, thread);
        }
    }

    /** What a line tells of. */
    private enum Action {
        ALLOCATE(Set.of("allocate")),
        FREE(Set.of("free", "deallocate")),
        FAILURE(Set.of("allocate failure", "allocate_failure"));

        private final Set<String> names;

        Action(Set<String> names) {
            this.names = names;
        }

        static Optional<Action> of(String name) {
            return Arrays.stream(values()).filter(each -> each.names.contains(name)).findFirst();
        }
    }

    private int thread(String name) throws MalformedTraceException {
        if (name.isEmpty()) {
            throw lines.malformed("Thread is empty: expected its number");
        }
        return heap.thread(lines, name);
    }

    private long size(List<String> fields) throws MalformedTraceException {
        return lines.number("Size", fields.get(places[3]), 10, 0, TraceLimits.MAX_BYTES);
    }

    private long pointer(List<String> fields) throws MalformedTraceException {
        return lines.pointer("Pointer", fields.get(places[2]));
    }

    /**
     * The fields of a line: separated by commas, in double quotes or not, a doubled quote within
     * standing for one.
     */
    private List<String> fields(String line) throws MalformedTraceException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < line.length(); at++) {
            char letter = line.charAt(at);
            if (letter == '"' && quoted && at + 1 < line.length() && line.charAt(at + 1) == '"') {
                field.append(letter);
                at++;
            } else if (letter == '"') {
                quoted = !quoted;
            } else if (letter == ',' && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(letter);
            }
        }
        if (quoted) {
            throw lines.malformed("opens a quote and does not close it: a field must end on its line");
        }
        fields.add(field.toString().strip());
        return fields;
    }

    @Override
    public void end() throws MalformedTraceException {
        if (columns.isEmpty()) {
            throw lines.malformed("is empty: expected the header '" + HEADER + "'");
        }
    }
}
