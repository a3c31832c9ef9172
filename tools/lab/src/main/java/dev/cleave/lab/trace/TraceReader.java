package dev.cleave.lab.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace, plain or gzip-compressed (told apart by its first bytes, not by its name), and checks every line.
 *
 * <p>The kind is told by the number of fields of the first line: six make a page trace, four a heap trace. Fields are
 * separated by one space; lines end with a line feed, before which a carriage return is allowed. Whatever does not fit
 * ends in a {@link MalformedTraceException} that names file and line. A million events take about a tenth of a second.
 */
public final class TraceReader {
    /** What messages call standard input. */
    public static final String STANDARD_INPUT = "standard input";

    private static final int BUFFER_BYTES = 1 << 17;
    private static final int LONGEST_LINE = 256;
    private static final int LONGEST_QUOTE = 40;

    private final String name;
    private final InputStream input;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean ended;
    private @Nullable String breakage;
    private int line;
    private int lineStart;
    private int lineEnd;

    private TraceReader(String name, InputStream input) {
        this.name = name;
        this.input = input;
    }

    /**
     * Reads a file; {@code -} stands for standard input.
     *
     * @throws MalformedTraceException when the file is missing, unreadable or no well-formed trace
     */
    public static Trace read(String file) throws MalformedTraceException {
        try (InputStream stream = TraceInput.open(file, "a trace")) {
            return read(TraceInput.nameOf(file), stream);
        } catch (IOException failure) {
            throw new MalformedTraceException(TraceInput.nameOf(file), 0, "cannot be read: " + failure.getMessage());
        }
    }

    /**
     * Reads a stream to its end, and leaves it open.
     *
     * @param name what messages call it
     * @throws MalformedTraceException when it is no well-formed trace
     */
    public static Trace read(String name, InputStream stream) throws MalformedTraceException {
        try {
            return new TraceReader(name, TraceInput.unpacked(stream)).read();
        } catch (EOFException | ZipException broken) {
            throw new MalformedTraceException(name, 1, "the gzip data is cut short or damaged before its first line");
        } catch (IOException failure) {
            throw new MalformedTraceException(name, 0, "cannot be read: " + failure.getMessage());
        }
    }

    private Trace read() throws MalformedTraceException {
        if (!nextLine()) {
            throw new MalformedTraceException(name, 1, "is empty: expected at least one event");
        }
        TraceKind kind = kindOfFirstLine();
        Trace.Builder trace = new Trace.Builder(name, kind);
        do {
            try {
                readEvent(trace, kind);
            } catch (IllegalArgumentException senseless) {
                throw malformed(String.valueOf(senseless.getMessage()));
            }
        } while (nextLine());
        return trace.build();
    }

    private TraceKind kindOfFirstLine() throws MalformedTraceException {
        requireKnownLetter();
        int fields = 1;
        for (int at = lineStart; at < lineEnd; at++) {
            fields += buffer[at] == ' ' ? 1 : 0;
        }
        if (buffer[lineStart] == 'f') {
            throw malformed("frees a block before any was allocated: expected " + bothForms());
        }
        return switch (fields) {
            case 4 -> TraceKind.HEAP;
            case 6 -> TraceKind.PAGES;
            default -> throw malformed("has " + fields + " fields: expected " + bothForms());
        };
    }

    private static String bothForms() {
        return "'" + TraceKind.HEAP.allocationForm() + "' (" + TraceKind.HEAP.label() + ") or '"
                + TraceKind.PAGES.allocationForm() + "' (" + TraceKind.PAGES.label() + ")";
    }

    private void readEvent(Trace.Builder trace, TraceKind kind) throws MalformedTraceException {
        requireKnownLetter();
        String form = buffer[lineStart] == 'a' ? kind.allocationForm() : kind.freeForm();
        position = lineStart + 1;
        int id = (int) number("ID", 0, TraceLimits.MAX_ID, kind, form);
        if (buffer[lineStart] == 'f') {
            int thread = thread(kind, form);
            endOfLine(kind, form);
            trace.free(id, thread);
        } else if (kind == TraceKind.PAGES) {
            int order = (int) number("ORDER", 0, TraceLimits.MAX_ORDER, kind, form);
            Mobility mobility = Mobility.of((int) number("MOBILITY", 0, 2, kind, form));
            int cpu = thread(kind, form);
            long frame = number("PFN", 0, TraceLimits.MAX_FRAME, kind, form);
            endOfLine(kind, form);
            trace.allocatePages(id, order, mobility, cpu, frame);
        } else {
            long bytes = number("BYTES", 1, TraceLimits.MAX_BYTES, kind, form);
            int thread = thread(kind, form);
            endOfLine(kind, form);
            trace.allocateBytes(id, bytes, thread);
        }
        position = Math.min(lineEnd + 1, limit);
    }

    private int thread(TraceKind kind, String form) throws MalformedTraceException {
        return (int) number(kind == TraceKind.PAGES ? "CPU" : "THREAD", 0, TraceLimits.MAX_THREAD, kind, form);
    }

    private void requireKnownLetter() throws MalformedTraceException {
        boolean known = lineStart < lineEnd && (buffer[lineStart] == 'a' || buffer[lineStart] == 'f');
        if (!known || lineStart + 1 < lineEnd && buffer[lineStart + 1] != ' ' && textEnd() > lineStart + 1) {
            throw malformed(lineStart == textEnd()
                    ? "is an empty line: expected an event, 'a …' (allocation) or 'f …' (free)"
                    : "unknown event " + quote(lineStart) + ": expected 'a …' (allocation) or 'f …' (free)");
        }
    }

    /** The number that comes next, after exactly one space. */
    private long number(String field, long least, long most, TraceKind kind, String form)
            throws MalformedTraceException {
        if (position >= textEnd()) {
            throw malformed(field + " is missing: a " + kind.label() + " expects '" + form + "'");
        }
        int start = ++position;
        long value = 0;
        while (position < lineEnd) {
            int digit = buffer[position] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = Math.min(value * 10 + digit, Long.MAX_VALUE / 16);
            position++;
        }
        boolean closed = position == lineEnd || buffer[position] == ' ' || position == textEnd();
        if (position == start || !closed || value < least || value > most) {
            throw malformed(complaint(field, start, least, most));
        }
        return value;
    }

    private String complaint(String field, int start, long least, long most) {
        String given = quote(start);
        String expected = ": expected " + least + " to " + most;
        if (given.equals("''")) {
            return field + " is empty" + expected + ", one space before it";
        }
        boolean digits = given.matches("'-?[0-9]+…?'");
        return field + (digits ? " is " + given.substring(1, given.length() - 1) : " is no number: " + given)
                + expected;
    }

    private void endOfLine(TraceKind kind, String form) throws MalformedTraceException {
        if (position < textEnd()) {
            throw malformed("has too much at its end: " + quote(position + 1) + "; a " + kind.label()
                    + " expects '" + form + "'");
        }
    }

    /** Where the text of the line ends: a carriage return before the line feed is no part of it. */
    private int textEnd() {
        return lineEnd > lineStart && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    }

    /** The word at this position in quotes, shortened, with what cannot be printed replaced. */
    private String quote(int start) {
        StringBuilder word = new StringBuilder("'");
        int at = start;
        while (at < textEnd() && buffer[at] != ' ' && at - start < LONGEST_QUOTE) {
            word.append(buffer[at] > ' ' && buffer[at] < 0x7F ? (char) buffer[at] : '?');
            at++;
        }
        return word.append(at < textEnd() && buffer[at] != ' ' ? "…'" : "'").toString();
    }

    /** Finds the next line, whole, in the buffer; false at the end of the trace. */
    private boolean nextLine() throws MalformedTraceException {
        if (limit - position < LONGEST_LINE && !ended) {
            fill();
        }
        line++;
        lineStart = position;
        if (position == limit) {
            if (breakage != null) {
                throw malformed(breakage);
            }
            return false;
        }
        int farthest = Math.min(limit, lineStart + LONGEST_LINE);
        lineEnd = lineStart;
        while (lineEnd < farthest && buffer[lineEnd] != '\n') {
            lineEnd++;
        }
        if (lineEnd == lineStart + LONGEST_LINE) {
            throw malformed("is longer than " + LONGEST_LINE + " bytes: not a line of a trace; it starts with "
                    + quote(lineStart));
        }
        if (lineEnd == limit && breakage != null) {
            throw malformed(breakage);
        }
        return true;
    }

    /** Moves what is left to the front of the buffer and reads until it is full or the trace ends. */
    private void fill() {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        try {
            while (limit < buffer.length && !ended) {
                int count = input.read(buffer, limit, buffer.length - limit);
                ended = count < 0;
                limit += Math.max(count, 0);
            }
        } catch (EOFException cut) {
            end("the gzip data ends here, in the middle: the file is cut short; copy or record it again");
        } catch (ZipException damaged) {
            end("the gzip data is damaged from here on (" + damaged.getMessage() + "); copy or record it again");
        } catch (IOException failure) {
            end("cannot be read from here on: " + failure.getMessage());
        }
    }

    private void end(String reason) {
        ended = true;
        breakage = reason;
    }

    private MalformedTraceException malformed(String problem) {
        return new MalformedTraceException(name, line, problem);
    }
}
