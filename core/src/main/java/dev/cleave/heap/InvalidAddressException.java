package dev.cleave.heap;

/** An address was given back, or asked about, at which no live block of the heap begins. The heap is unharmed. */
public final class InvalidAddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What is wrong with an address. */
    public enum Reason {
        /** It lies outside the heap's pool. */
        FOREIGN,
        /** It lies inside a block that begins before it, or behind the last slot of a slab. */
        INSIDE_BLOCK,
        /** What begins here was given back already, or never handed out, or belongs to another holder of the same pool. */
        NOT_ALLOCATED,
        /** The block is of another size than the caller says. */
        OTHER_SIZE,
        /** It is an object cache's, or another cache's, or the heap's beside the cache: each takes back only what it handed out. */
        OTHER_HOLDER
    }

    private final Reason reason;
    private final long address;

    InvalidAddressException(Reason reason, long address, String message) {
        super("address 0x" + Long.toHexString(address) + " " + message);
        this.reason = reason;
        this.address = address;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The address given. */
    public long address() {
        return address;
    }
}
