package dev.cleave.tiers.durable;

/**
 * What a durable heap could not do: which heap, what stood in the way, what to do about it. What
 * was committed before stays committed.
 */
public class DurableHeapException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure. */
    public DurableHeapException(String message) {
        super(message);
    }

    /** A failure, with what was thrown below. */
    public DurableHeapException(String message, Throwable cause) {
        super(message, cause);
    }
}
