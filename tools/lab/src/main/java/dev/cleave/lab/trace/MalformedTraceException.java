package dev.cleave.lab.trace;

/**
 * Says that a trace cannot be read: which file, which line, what is wrong and what was expected.
 *
 * <p>The message is one line and complete: {@code build.trace.gz:17: ORDER is 64: expected 0 to 18}.
 */
public final class MalformedTraceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    /**
     * A complaint about one line of a trace.
     *
     * @param file the trace as the user named it
     * @param line the line, from 1; 0 when the trouble is with the file as a whole
     * @param problem what is wrong and what was expected
     */
    public MalformedTraceException(String file, long line, String problem) {
        super(line == 0 ? file + ": " + problem : file + ":" + line + ": " + problem);
        this.file = file;
        this.line = line;
    }

    /** The trace as the user named it. */
    public String file() {
        return file;
    }

    /** The line, from 1; 0 when the trouble is with the file as a whole. */
    public long line() {
        return line;
    }
}
