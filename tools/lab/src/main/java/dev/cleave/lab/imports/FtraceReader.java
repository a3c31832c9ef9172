package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's page events as text, from {@code trace}, {@code trace_pipe}, or the reports of trace-cmd and perf.
 *
 * <pre>
 *   cc1-1234  [001] .....  123.456789: mm_page_alloc: page=00000000abc pfn=0x12345 order=0 migratetype=1 gfp_flags=GFP_KERNEL
 *   ^task pid  ^processor  ^time       ^event         ^fields; older kernels write pfn=74565
 * </pre>
 *
 * <p>Read are {@code mm_page_alloc}, {@code mm_page_free} and {@code mm_page_free_batched}; the kernel reports a page freed
 * in a batch by both of the last two, of which the later finds nothing more to free. Other events, comments ({@code #})
 * and stack traces are passed over.
 */
final class FtraceReader implements RecordingReader {
    private static final Pattern EVENT = Pattern.compile(
            ".*\\[(?<cpu>\\d{1,9})\\]\\s+(?:\\S+\\s+)?\\d+(?:\\.\\d+)?:\\s+(?:kmem:)?(?<event>[^\\s:]+):?(?<fields>.*)");
    private static final Pattern LOST = Pattern.compile("CPU:\\d+ \\[LOST (?<count>\\d{1,18}) EVENTS\\]");
    private static final Pattern NO_PAGE = Pattern.compile("\\((?:nil|null)\\)|(?:0x)?0+");
    private static final String FORM = "'TASK-PID [CPU] FLAGS TIME: EVENT: FIELDS'";
    private static final int MOST_MOBILITIES = 15;
    private static final int CONTIGUOUS = 4;

    private final LineSource lines;
    private final TraceStream trace;

    FtraceReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        String text = line.strip();
        if (text.startsWith("#") || text.isEmpty() || text.startsWith("=>")) {
            trace.passOver("comments, blank lines and stack traces passed over", 1);
            return;
        }
        Matcher lost = LOST.matcher(text);
        if (lost.matches()) {
            trace.passOver("events lost by the kernel's buffer: record with a larger buffer_size_kb",
                    Long.parseLong(lost.group("count")));
            return;
        }
        Matcher event = EVENT.matcher(text);
        if (!event.matches()) {
            throw lines.malformed("is no event: expected " + FORM + ", given " + LineSource.quoted(text));
        }
        int processor = (int) lines.number("CPU", event.group("cpu"), 10, 0, TraceLimits.MAX_THREAD);
        String fields = event.group("fields");
        switch (event.group("event")) {
            case "mm_page_alloc" -> allocate(fields, processor);
            case "mm_page_free" -> free(fields, processor, order(fields));
            case "mm_page_free_batched" -> free(fields, processor, 0);
            default -> trace.passOver("other events passed over", 1);
        }
    }

    private void allocate(String fields, int processor) throws MalformedTraceException, IOException {
        long frame = frame(fields);
        int order = order(fields);
        Mobility mobility = mobility(
                (int) lines.number("migratetype", field(fields, "migratetype"), 10, 0, MOST_MOBILITIES));
        if (frame == 0 && NO_PAGE.matcher(field(fields, "page")).matches()) {
            trace.passOver("allocations that failed left out", 1);
            return;
        }
        if (trace.free(frame, processor)) {
            trace.passOver("frees put in: their pages were allocated again without one", 1);
        }
        trace.allocatePages(frame, order, mobility, processor);
    }

    private void free(String fields, int processor, int order) throws MalformedTraceException, IOException {
        long frame = frame(fields);
        TraceStream.LiveBlock block = trace.find(frame);
        if (block == null) {
            trace.passOver("frees left out: their allocation was not seen", 1);
            return;
        }
        if (block.order() != order) {
            trace.passOver("blocks freed in parts, taken as freed whole with their first page", 1);
        }
        trace.free(frame, processor);
    }

    /** The kernel's further kinds: contiguous memory is lent to movable pages, the rest stays where it is. */
    private static Mobility mobility(int kind) {
        return switch (kind) {
            case 1, CONTIGUOUS -> Mobility.MOVABLE;
            case 2 -> Mobility.RECLAIMABLE;
            default -> Mobility.UNMOVABLE;
        };
    }

    private int order(String fields) throws MalformedTraceException {
        return (int) lines.number("order", field(fields, "order"), 10, 0, TraceLimits.MAX_ORDER);
    }

    private long frame(String fields) throws MalformedTraceException {
        String text = field(fields, "pfn");
        boolean hexadecimal = text.startsWith("0x");
        return lines.number("pfn", hexadecimal ? text.substring(2) : text, hexadecimal ? 16 : 10, 0,
                TraceLimits.MAX_FRAME);
    }

    private String field(String fields, String name) throws MalformedTraceException {
        int at = fields.indexOf(" " + name + "=");
        if (at < 0) {
            throw lines.malformed("has no field " + name + ": expected '" + name + "=…' in "
                    + LineSource.quoted(fields.strip()));
        }
        int start = at + name.length() + 2;
        int end = fields.indexOf(' ', start);
        return fields.substring(start, end < 0 ? fields.length() : end);
    }

    @Override
    public void end() {
        // A recording may stop anywhere.
    }
}
