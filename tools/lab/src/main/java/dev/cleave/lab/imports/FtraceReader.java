package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The kernel's page events as text, from {@code trace}, {@code trace_pipe}, {@code trace-cmd
 * report} or {@code perf script}, with stack traces or without.
 *
 * <pre>
 *   mm_page_alloc: page=00000000abc pfn=0x12345 order=0 migratetype=1 gfp_flags=GFP_KERNEL
 *   mm_page_free: page=00000000abc pfn=0x12345 order=0                 older kernels write pfn=74565
 * </pre>
 *
 * <p>Pages are freed by four events, of which kernels know two each:
 *
 * <table class="plain">
 * <caption>What tells of a free</caption>
 * <tr><th>kernel</th><th>page by page, with its order</th><th>in a batch, without</th></tr>
 * <tr><td>2.6.31 to 2.6.33</td><td>{@code mm_page_free_direct}: those freed alone</td>
 *     <td>{@code mm_pagevec_free}: the others</td></tr>
 * <tr><td>2.6.34 to 3.2</td><td>{@code mm_page_free_direct}: all</td>
 *     <td>{@code mm_pagevec_free}: those in a batch, once more</td></tr>
 * <tr><td>from 3.3</td><td>{@code mm_page_free}: all</td>
 *     <td>{@code mm_page_free_batched}: those in a batch, once more</td></tr>
 * </table>
 *
 * <p>So each of them frees, and a recording that has only one of them is whole. What finds its page
 * freed already is the same free told of twice. A batch's events print {@code order=0} whatever was
 * freed.
 */
final class FtraceReader implements RecordingReader {
    private static final Pattern NO_PAGE = Pattern.compile("|\\((?:nil|null)\\)|NULL|nil|null");
    private static final Pattern ZERO = Pattern.compile("(?:0x)?0+");
    private static final Pattern ALL_ONES = Pattern.compile("-1|-1UL|(?:0x)?f{16}|18446744073709551615");
    private static final String FORM = "'TASK-PID [CPU] FLAGS TIME: EVENT: FIELDS'";
    private static final int MOST_MOBILITIES = 15;
    private static final int CONTIGUOUS = 4;

    private final LineSource lines;
    private final TraceStream trace;
    private final FreedLately freed = new FreedLately();
    private boolean stackMayFollow;

    FtraceReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        Optional<KernelLine.Event> event = KernelLine.event(line);
        if (event.isPresent()) {
            stackMayFollow = event.get().byPerf();
            read(event.get());
            return;
        }
        OptionalLong lost = KernelLine.lost(line);
        if (lost.isPresent()) {
            trace.passOver("events lost by the kernel's buffer: record with a larger buffer_size_kb", lost.getAsLong());
            return;
        }
        stackMayFollow &= KernelLine.isIndented(line);
        if (!stackMayFollow && !KernelLine.isAside(line)) {
            throw lines.malformed("is no event: expected " + FORM + ", given " + LineSource.quoted(line.strip()));
        }
        trace.passOver("head lines, comments, blank lines and stack traces passed over", 1);
    }

    private void read(KernelLine.Event event) throws MalformedTraceException, IOException {
        int processor = (int) lines.number("CPU", event.processor(), 10, 0, TraceLimits.MAX_THREAD);
        String fields = event.fields();
        switch (event.name()) {
            case "mm_page_alloc" -> allocate(fields, processor);
            case "mm_page_free", "mm_page_free_direct" -> free(fields, processor, OptionalLong.of(order(fields)));
            case "mm_page_free_batched", "mm_pagevec_free" -> free(fields, processor, OptionalLong.empty());
            default -> passOver(event.name());
        }
    }

    /**
     * Whatever else is called a free is remembered as one, as a trace without any is likely not
     * what was meant.
     */
    private void passOver(String event) {
        if (event.contains("free")) {
            trace.passOverFrees("events passed over that tell of frees of another kind", 1);
        } else {
            trace.passOver("other events passed over", 1);
        }
    }

    private void allocate(String fields, int processor) throws MalformedTraceException, IOException {
        if (failed(fields)) {
            trace.passOver("allocations that failed left out", 1);
            return;
        }
        long frame = frame(fields);
        int order = order(fields);
        Mobility mobility = mobility(
                (int) lines.number("migratetype", field(fields, "migratetype"), 10, 0, MOST_MOBILITIES));
        if (trace.free(frame, processor)) {
            trace.passOver("frees put in: their pages were allocated again without one", 1);
        }
        freed.remove(frame);
        trace.allocatePages(frame, order, mobility, processor);
    }

    /**
     * A failed allocation has no page: kernels and tools write that in words or as zeros, padded or
     * not, and then frame 0, or, where the record is printed raw, a frame of all ones. Frame 0 with
     * a page is one like any other.
     */
    private static boolean failed(String fields) {
        Optional<String> page = find(fields, "page");
        Optional<String> frame = find(fields, "pfn");
        boolean none = page.filter(text -> NO_PAGE.matcher(text).matches()).isPresent()
                || frame.filter(text -> ALL_ONES.matcher(text).matches()).isPresent();
        return none || page.filter(text -> ZERO.matcher(text).matches()).isPresent()
                && frame.filter(text -> !ZERO.matcher(text).matches()).isEmpty();
    }

    private void free(String fields, int processor, OptionalLong order) throws MalformedTraceException, IOException {
        long frame = frame(fields);
        TraceStream.LiveBlock block = trace.find(frame);
        if (block == null) {
            passOverFree(frame);
            return;
        }
        if (order.isPresent() && block.order() != order.getAsLong()) {
            trace.passOver("blocks freed in parts, taken as freed whole with their first page", 1);
        }
        trace.free(frame, processor);
        freed.add(frame);
    }

    private void passOverFree(long frame) {
        if (freed.holds(frame)) {
            trace.passOver("frees told of twice, taken once", 1);
        } else {
            trace.passOverFrees("frees left out: their allocation was not seen", 1);
        }
    }

    /**
     * The kernel's further kinds: contiguous memory is lent to movable pages, the rest stays where
     * it is.
     */
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
        return find(fields, name).orElseThrow(() -> lines.malformed("has no field " + name + ": expected '" + name
                + "=…' in " + LineSource.quoted(fields.strip())));
    }

    /**
     * The word after {@code name=} and any padding; an empty one where the next field follows at
     * once.
     */
    private static Optional<String> find(String fields, String name) {
        int at = fields.indexOf(" " + name + "=");
        if (at < 0) {
            return Optional.empty();
        }
        int start = at + name.length() + 2;
        while (start < fields.length() && fields.charAt(start) == ' ') {
            start++;
        }
        int end = fields.indexOf(' ', start);
        String word = fields.substring(start, end < 0 ? fields.length() : end);
        return Optional.of(word.contains("=") ? "" : word);
    }

    @Override
    public void end() {
        // A recording may stop anywhere.
    }
}
