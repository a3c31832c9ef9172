package dev.cleave.lab.bench;

/** A trial that could not be measured: its message says why. */
public class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure with what led to it. */
    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A failure. */
    public BenchException(String message) {
        super(message);
    }
}
