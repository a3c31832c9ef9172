package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Logs of key-value caches, as CSV: of Twitter's (Yang, Yue and Rashmi, OSDI 2020), which have no
 * head, and of CacheLib's, whose head names the columns in whatever order.
 *
 * <pre>
 *   0,nz:u:eeW511W3dc,18,1041,5,get,0        time, key, its bytes, the value's, client, operation, TTL
 *
 *   key,op,size,op_count,key_size            CacheLib: the value's bytes, and how often
 *   4711,GET,1041,2,18
 * </pre>
 *
 * <p>An object has the bytes of its key and value. What deletes is left out.
 */
final class CacheLogReader implements RecordingReader {
    private static final List<String> TWITTER =
            List.of("time", "key", "key_size", "size", "client", "op", "ttl");
    private static final List<String> NEEDED = List.of("key", "op", "size");
    private static final Set<String> READS = Set.of("get", "gets", "get_lease");
    private static final Set<String> WRITES = Set.of("set", "set_lease", "add", "replace", "cas", "append", "prepend",
            "incr", "decr");
    private static final long MOST_TIMES = 1 << 20;

    private final LineSource lines;
    private final TraceStream trace;
    private List<String> columns;

    private CacheLogReader(LineSource lines, TraceStream trace, List<String> columns) {
        this.lines = lines;
        this.trace = trace;
        this.columns = columns;
    }

    static CacheLogReader twitter(LineSource lines, TraceStream trace) {
        return new CacheLogReader(lines, trace, TWITTER);
    }

    static CacheLogReader cacheLib(LineSource lines, TraceStream trace) {
        return new CacheLogReader(lines, trace, List.of());
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        List<String> fields = List.of(line.strip().split(",", -1));
        if (columns.isEmpty()) {
            if (!fields.containsAll(NEEDED)) {
                throw lines.malformed("is no head: expected the names of columns, " + String.join(", ", NEEDED)
                        + " among them, given " + LineSource.quoted(line));
            }
            columns = fields;
            return;
        }
        if (fields.size() != columns.size()) {
            throw lines.malformed("has " + fields.size() + (fields.size() == 1 ? " field" : " fields") + ": expected "
                    + String.join(",", columns));
        }
        access(fields);
    }

    private void access(List<String> fields) throws MalformedTraceException, IOException {
        String operation = field(fields, "op").toLowerCase(Locale.ROOT);
        long keyBytes = columns.contains("key_size") ? bytes(fields, "key_size") : 0;
        long byteSize = Math.max(1, Math.min(TraceLimits.MAX_BYTES, keyBytes + bytes(fields, "size")));
        long times = columns.contains("op_count")
                ? lines.number("op_count", field(fields, "op_count"), 10, 0, MOST_TIMES)
                : 1;
        if (operation.equals("delete")) {
            trace.passOver("deletions left out", 1);
            return;
        }
        boolean write = WRITES.contains(operation);
        if (!write && !READS.contains(operation)) {
            throw lines.malformed("unknown operation " + LineSource.quoted(operation)
                    + ": expected get, gets, get_lease, delete, set, set_lease, add, replace, cas, append, prepend,"
                    + " incr or decr");
        }
        for (long time = 0; time < times; time++) {
            trace.access(field(fields, "key"), byteSize, write);
        }
    }

    private long bytes(List<String> fields, String column) throws MalformedTraceException {
        return lines.number(column, field(fields, column), 10, 0, TraceLimits.MAX_BYTES);
    }

    private String field(List<String> fields, String column) {
        return fields.get(columns.indexOf(column));
    }

    @Override
    public void end() throws MalformedTraceException {
        if (columns.isEmpty()) {
            throw lines.malformed("ends before its head: expected the names of columns");
        }
    }
}
