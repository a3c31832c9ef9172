package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a recording, plain or gzip-compressed, numbered from 1 for complaints.
 *
 * <p>Holds one line, of {@value #LONGEST_LINE} bytes at most.
 */
final class LineSource {
    private static final int LONGEST_LINE = 1 << 13;
    private static final int LONGEST_QUOTE = 40;
    private static final Pattern NULL = Pattern.compile("\\((?:nil|null)\\)|nullptr");
    private static final Pattern POINTER_DIGITS = Pattern.compile("[0-9a-fA-F]{1,16}");
    private static final String BYTE_ORDER_MARK = new String(
            "\uFEFF".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    private final String name;
    private final CountedInput packed;
    private final InputStream input;
    private final byte[] text = new byte[LONGEST_LINE];
    private long line;

    /**
     * The lines of a stream.
     *
     * @param name what messages call it
     * @throws MalformedTraceException when it cannot be read at all
     */
    LineSource(String name, InputStream stream) throws MalformedTraceException {
        this.name = name;
        packed = new CountedInput(stream);
        try {
            input = TraceInput.unpacked(packed);
        } catch (EOFException | ZipException broken) {
            throw new MalformedTraceException(name, 1, "the gzip data is cut short or damaged before its first line");
        } catch (IOException failure) {
            throw new MalformedTraceException(name, 0, "cannot be read: " + failure.getMessage());
        }
    }

    /** The next line without its end, or null when there is none. */
    @Nullable
    String next() throws MalformedTraceException {
        line++;
        int length = 0;
        int read = read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            if (length == LONGEST_LINE) {
                throw malformed("is longer than " + LONGEST_LINE + " bytes: not a line of text; it starts with "
                        + quoted(new String(text, 0, length, StandardCharsets.ISO_8859_1)));
            }
            text[length++] = (byte) read;
            read = read();
        }
        if (length > 0 && text[length - 1] == '\r') {
            length--;
        }
        String found = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        return line == 1 && found.startsWith(BYTE_ORDER_MARK) ? found.substring(BYTE_ORDER_MARK.length()) : found;
    }

    private int read() throws MalformedTraceException {
        try {
            return input.read();
        } catch (EOFException cut) {
            throw malformed("the gzip data ends here, in the middle: the file is cut short; copy or record it again");
        } catch (ZipException damaged) {
            throw malformed("the gzip data is damaged from here on (" + damaged.getMessage()
                    + "); copy or record it again");
        } catch (IOException failure) {
            throw malformed("cannot be read from here on: " + failure.getMessage());
        }
    }

    /** The number of the line last read, from 1. */
    long line() {
        return line;
    }

    /** Bytes read so far, as they lie in the file. */
    long bytes() {
        return packed.count;
    }

    /** A complaint about the line last read. */
    MalformedTraceException malformed(String problem) {
        return new MalformedTraceException(name, line, problem);
    }

    /**
     * A field of the line last read as a number.
     *
     * @param field its name
     * @param radix 10 or 16
     * @throws MalformedTraceException when it is no number, or out of range
     */
    long number(String field, String digits, int radix, long least, long most) throws MalformedTraceException {
        long value;
        try {
            value = Long.parseLong(digits, radix);
        } catch (NumberFormatException none) {
            boolean number = radix == 10 && digits.matches("-?[0-9]+");
            throw malformed(field + (number ? " is " + digits : " is no number: " + quoted(digits)) + ": expected "
                    + least + " to " + most);
        }
        if (value < least || value > most) {
            throw malformed(field + " is " + value + ": expected " + least + " to " + most);
        }
        return value;
    }

    /**
     * A field of the line last read as a pointer, 0 for none.
     *
     * @param field its name
     * @throws MalformedTraceException when it is no pointer
     */
    long pointer(String field, String text) throws MalformedTraceException {
        if (NULL.matcher(text).matches()) {
            return 0;
        }
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (!POINTER_DIGITS.matcher(digits).matches()) {
            throw malformed(field + " is no number: " + quoted(text)
                    + ": expected 1 to 16 hexadecimal digits such as 0x7f52c4000000");
        }
        return Long.parseUnsignedLong(digits, 16);
    }

    /** Some text in quotes, shortened, with what cannot be printed replaced. */
    static String quoted(String text) {
        String shortened = text.substring(0, Math.min(text.length(), LONGEST_QUOTE)).replaceAll("[^ -~]", "?");
        return "'" + shortened + (text.length() > LONGEST_QUOTE ? "…'" : "'");
    }

    /** Counts what is read through it. */
    private static final class CountedInput extends FilterInputStream {
        private long count;

        CountedInput(InputStream input) {
            super(input);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
