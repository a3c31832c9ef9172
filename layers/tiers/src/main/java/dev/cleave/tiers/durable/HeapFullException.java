package dev.cleave.tiers.durable;

/** A durable heap without a free place for so many bytes. Nothing is changed. */
public final class HeapFullException extends DurableHeapException {
    private static final long serialVersionUID = 1;

    /** What was asked, and what there is. */
    public HeapFullException(String message) {
        super(message);
    }
}
