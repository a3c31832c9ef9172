package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The log that RMM's logging resource adaptor writes: comma-separated, a line an allocation or a free.
 *
 * <pre>
 *   Thread,Time,Action,Pointer,Size,Stream
 *   140202,10:21:05:103244,allocate,0x7f52c4000000,1048576,0x0
 *   140202,10:21:05:103391,free,0x7f52c4000000,1048576,0x0
 * </pre>
 *
 * <p>Columns are found by their names in the header, and may stand in any order and be quoted. Time, stream and further
 * columns are not used. Pointers come back once they are freed.
 */
final class RmmReader implements RecordingReader {
    private static final List<String> COLUMNS = List.of("Thread", "Action", "Pointer", "Size");
    private static final String HEADER = "Thread,Time,Action,Pointer,Size,Stream";

    private final LineSource lines;
    private final TraceStream trace;
    private List<String> columns = List.of();
    private final int[] places = new int[COLUMNS.size()];

    RmmReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        if (line.isBlank()) {
            return;
        }
        List<String> fields = fields(line);
        if (columns.isEmpty()) {
            readHeader(fields, line);
            return;
        }
        if (fields.size() != columns.size()) {
            throw lines.malformed("has " + fields.size() + " fields: expected " + columns.size() + ", "
                    + String.join(",", columns));
        }
        String action = fields.get(places[1]);
        switch (action) {
            case "allocate" -> allocate(fields);
            case "free" -> free(fields);
            case "allocate failure" -> trace.passOver("allocations that failed left out", 1);
            default -> throw lines.malformed("unknown action " + LineSource.quoted(action)
                    + ": expected allocate, free or allocate failure");
        }
    }

    private void readHeader(List<String> fields, String line) throws MalformedTraceException {
        for (int column = 0; column < places.length; column++) {
            places[column] = fields.indexOf(COLUMNS.get(column));
            if (places[column] < 0) {
                throw lines.malformed("has no column " + COLUMNS.get(column) + ": expected the header '" + HEADER
                        + "', given " + LineSource.quoted(line));
            }
        }
        columns = fields;
    }

    private void allocate(List<String> fields) throws MalformedTraceException, IOException {
        long pointer = pointer(fields.get(places[2]));
        long bytes = size(fields.get(places[3]));
        int thread = thread(fields.get(places[0]));
        if (pointer == 0 || bytes == 0) {
            trace.passOver("allocations of 0 bytes left out", 1);
            return;
        }
        if (trace.free(pointer, thread)) {
            trace.passOver("frees put in: their pointer was allocated again without one", 1);
        }
        trace.allocateBytes(pointer, bytes, thread);
    }

    private void free(List<String> fields) throws MalformedTraceException, IOException {
        long pointer = pointer(fields.get(places[2]));
        size(fields.get(places[3]));
        if (pointer == 0) {
            trace.passOver("frees of null left out", 1);
        } else if (!trace.free(pointer, thread(fields.get(places[0])))) {
            trace.passOver("frees left out: their allocation is not in the log", 1);
        }
    }

    private int thread(String name) throws MalformedTraceException {
        if (name.isEmpty()) {
            throw lines.malformed("Thread is empty: expected its number");
        }
        int thread = trace.threadOf(name);
        if (thread > TraceLimits.MAX_THREAD) {
            throw lines.malformed("has thread number " + (thread + 1L) + ": a trace may hold "
                    + (TraceLimits.MAX_THREAD + 1L));
        }
        return thread;
    }

    private long size(String digits) throws MalformedTraceException {
        return lines.number("Size", digits, 10, 0, TraceLimits.MAX_BYTES);
    }

    private long pointer(String text) throws MalformedTraceException {
        if (text.equals("(nil)") || text.equals("nullptr")) {
            return 0;
        }
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (!digits.matches("[0-9a-fA-F]{1,16}")) {
            throw lines.malformed("Pointer is no number: " + LineSource.quoted(text)
                    + ": expected 1 to 16 hexadecimal digits such as 0x7f52c4000000");
        }
        return Long.parseUnsignedLong(digits, 16);
    }

    /** The fields of a line: separated by commas, in double quotes or not, a doubled quote within standing for one. */
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
