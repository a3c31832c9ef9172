package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log that a program of the GNU C library writes to {@code MALLOC_TRACE} after it called {@code
 * mtrace}; see {@code mtrace(3)}.
 *
 * <pre>
 *   = Start
 *   &#64; ./a.out:(main+0x1c)[0x400b2d] + 0x1f0b460 0x64    allocated: pointer and bytes
 *   &#64; ./a.out:[0x400b49] &lt; 0x1f0b460                    reallocated: the old pointer, and
 *   &#64; ./a.out:[0x400b49] &gt; 0x1f0b4d0 0xc8               the new one with its bytes
 *   &#64; ./a.out:[0x400b51] ! 0x1f0b4d0 0x7fffffff         a reallocation that failed: the block stays
 *   &#64; ./a.out:[0x400b5d] - 0x1f0b4d0                    freed
 *   = End
 * </pre>
 *
 * <p>Who called may be missing. Threads are not told apart.
 */
final class MtraceReader implements RecordingReader {
    private static final Pattern OPERATION = Pattern.compile(
            "(?:@\\s.*\\s)?(?<what>[-+<>!])\\s+(?<pointer>\\S+)(?:\\s+(?:0x)?(?<bytes>[0-9a-fA-F]{1,16}))?");
    private static final Pattern MARK = Pattern.compile("(?:=\\s.*)?");
    private static final String FORM = "'@ CALLER + POINTER BYTES', '@ CALLER - POINTER', or < and > of a reallocation";
    private static final int THREAD = 0;

    private final LineSource lines;
    private final TraceStream trace;
    private final HeapRecording heap;

    MtraceReader(LineSource lines, TraceStream trace) {
        this.lines = lines;
        this.trace = trace;
        heap = new HeapRecording(trace);
    }

    @Override
    public void read(String line) throws MalformedTraceException, IOException {
        String text = line.strip();
        if (MARK.matcher(text).matches()) {
            return;
        }
        Matcher operation = OPERATION.matcher(text);
        if (!operation.matches()) {
            throw lines.malformed("is no line of mtrace: expected " + FORM + ", given " + LineSource.quoted(text));
        }
        long pointer = lines.pointer("the pointer", operation.group("pointer"));
        switch (operation.group("what")) {
            case "+", ">" -> allocate(pointer, operation.group("bytes"));
            case "-", "<" -> heap.free(pointer, THREAD);
            default -> trace.passOver("reallocations that failed left out: their block stays", 1);
        }
    }

    private void allocate(long pointer, @Nullable String digits) throws MalformedTraceException, IOException {
        if (digits == null) {
            throw lines.malformed("has no number of bytes: expected " + FORM);
        }
        if (pointer == 0) {
            heap.failed(digits);
            return;
        }
        heap.allocate(pointer, lines.number("BYTES", digits, 16, 0, TraceLimits.MAX_BYTES), THREAD);
    }

    @Override
    public void end() {
        // A program that crashed wrote no end.
    }
}
