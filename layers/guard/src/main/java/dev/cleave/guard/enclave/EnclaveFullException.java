package dev.cleave.guard.enclave;

/**
 * A request that an enclave pool could not serve: no page numbers are left, or every frame of the
 * budget is pinned. Nothing was changed.
 */
public final class EnclaveFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EnclaveFullException(String message) {
        super(message);
    }

    /** Too few frames would be left to load pages by. */
    static EnclaveFullException allPinned(int frames, int withdrawn, int pinned) {
        return new EnclaveFullException("no frame can be spared: of " + frames + " in the budget " + withdrawn
                + " stand for metadata, " + pinned + " are pinned, and the rest is needed to load pages; close pins,"
                + " or read and write without them, or open the pool with a larger budget");
    }
}
