package dev.cleave.lab.trace;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/**
 * Reads an access trace, plain or gzip-compressed, and checks every line:
 *
 * <pre>
 *   g ID BYTES    object ID of BYTES was read (got)
 *   p ID BYTES    it was written (put)
 * </pre>
 *
 * <p>Fields are separated by one space. Whatever does not fit ends in a {@link
 * MalformedTraceException} that names file and line.
 */
public final class AccessTraceReader {
    private static final String FORMS = "'g ID BYTES' (read) or 'p ID BYTES' (written)";
    private static final int LONGEST_QUOTE = 40;

    private AccessTraceReader() {}

    /**
     * Reads a file; {@code -} stands for standard input.
     *
     * @throws MalformedTraceException when the file is missing, unreadable or no access trace
     */
    public static AccessTrace read(String file) throws MalformedTraceException {
        try (InputStream stream = TraceInput.open(file, "an access trace")) {
            return read(TraceInput.nameOf(file), stream);
        } catch (IOException failure) {
            throw new MalformedTraceException(TraceInput.nameOf(file), 0, "cannot be read: " + failure.getMessage());
        }
    }

    /**
     * Reads a stream to its end, and leaves it open.
     *
     * @param name what messages call it
     */
    static AccessTrace read(String name, InputStream stream) throws MalformedTraceException {
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int line = 1;
        try {
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(TraceInput.unpacked(stream), StandardCharsets.ISO_8859_1));
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                access(text, trace);
                line++;
            }
        } catch (IllegalArgumentException senseless) {
            throw new MalformedTraceException(name, line, String.valueOf(senseless.getMessage()));
        } catch (EOFException | ZipException broken) {
            throw new MalformedTraceException(name, line,
                    "the gzip data is cut short or damaged here: copy or record it again");
        } catch (IOException failure) {
            throw new MalformedTraceException(name, line, "cannot be read from here on: " + failure.getMessage());
        }
        if (line == 1) {
            throw new MalformedTraceException(name, 1, "is empty: expected at least one access, " + FORMS);
        }
        return trace.build();
    }

    private static void access(String line, AccessTrace.Builder trace) {
        boolean known = line.startsWith("g ") || line.startsWith("p ");
        int space = known ? line.indexOf(' ', 2) : -1;
        if (space < 0 || line.indexOf(' ', space + 1) >= 0) {
            throw new IllegalArgumentException("is no access: expected " + FORMS + ", given " + quoted(line));
        }
        trace.access((int) number("ID", line, 2, space, TraceLimits.MAX_ID),
                number("BYTES", line, space + 1, line.length(), TraceLimits.MAX_BYTES), line.charAt(0) == 'p');
    }

    private static long number(String field, String line, int start, int end, long most) {
        long value = 0;
        for (int at = start; at < end; at++) {
            int digit = line.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                value = -1;
                break;
            }
            value = Math.min(value * 10 + digit, Long.MAX_VALUE / 16);
        }
        if (start == end || value < 0) {
            throw new IllegalArgumentException(
                    field + " is no number: " + quoted(line.substring(start, end)) + ": expected 0 to " + most);
        }
        if (value > most) {
            throw new IllegalArgumentException(
                    field + " is " + quoted(line.substring(start, end)) + ": expected at most " + most);
        }
        return value;
    }

    private static String quoted(String text) {
        String shortened = text.substring(0, Math.min(text.length(), LONGEST_QUOTE)).replaceAll("[^ -~]", "?");
        return "'" + shortened + (text.length() > LONGEST_QUOTE ? "…'" : "'");
    }
}
