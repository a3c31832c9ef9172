package dev.cleave.tiers.durable;

/**
 * An object of an encrypted heap whose bytes were not written with its key to this place: changed,
 * moved from another object, cut, or damaged.
 */
public final class ForgedObjectException extends DurableHeapException {
    private static final long serialVersionUID = 1;

    /** Which object, and which part of it. */
    public ForgedObjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
