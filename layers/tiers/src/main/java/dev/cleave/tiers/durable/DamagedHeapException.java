package dev.cleave.tiers.durable;

/**
 * A file that is no durable heap, one of another version, or one of which a part is torn, missing
 * or changed: the message says which part, and where. The file is as it was.
 */
public final class DamagedHeapException extends DurableHeapException {
    private static final long serialVersionUID = 1;

    /** What is wrong with a file. */
    public DamagedHeapException(String message) {
        super(message);
    }
}
