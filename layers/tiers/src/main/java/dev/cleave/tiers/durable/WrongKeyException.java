package dev.cleave.tiers.durable;

/** A key that is not the one with which a heap was created. The file is as it was. */
public final class WrongKeyException extends DurableHeapException {
    private static final long serialVersionUID = 1;

    /** Which heap. */
    public WrongKeyException(String message) {
        super(message);
    }
}
