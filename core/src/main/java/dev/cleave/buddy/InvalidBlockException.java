package dev.cleave.buddy;

/** An offset was given back, or asked about, at which no allocated block begins. The space is unharmed. */
public final class InvalidBlockException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What is wrong with an offset. */
    public enum Reason {
        /** The block that began here was given back already, or another thread is first to give it back. */
        FREED_TWICE,
        /** The offset lies inside an allocated block that begins before it. */
        INSIDE_BLOCK,
        /** No block began here since the space was opened, or since a block that covered this offset. */
        NEVER_ALLOCATED,
        /** The offset lies outside the space. */
        OUT_OF_RANGE
    }

    private final Reason reason;
    private final long offset;

    InvalidBlockException(Reason reason, long offset, String message) {
        super(message);
        this.reason = reason;
        this.offset = offset;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The offset given, in units. */
    public long offset() {
        return offset;
    }
}
