package dev.cleave.lab.gpu;

import java.io.Serial;

/**
 * Says that a file is no memory dump: which file, which place, what is wrong and what was expected.
 *
 * <p>The message is one line and complete: {@code frame.json: Total/BlockCount is a string: expected
 * a whole number}.
 */
public final class MalformedDumpException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The place may be a path of fields, or a line and column; it is part of the problem's text. */
    MalformedDumpException(String file, String problem) {
        super(file + ": " + problem);
    }
}
