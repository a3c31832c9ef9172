package dev.cleave.tiers.durable;

/**
 * An object or a root that another transaction has in hand. The transaction that met it is
 * unharmed: go on without, or close it and begin again.
 */
public final class ConflictException extends DurableHeapException {
    private static final long serialVersionUID = 1;

    /** Who met whom, over what. */
    public ConflictException(String message) {
        super(message);
    }
}
