package dev.cleave.tiers.durable;

/** A handle of no object of this heap: never given out, of another heap, or of one that was freed. */
public final class UnknownHandleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Which handle, and what is wrong with it. */
    public UnknownHandleException(String message) {
        super(message);
    }
}
