package dev.cleave.lab.bench;

/**
 * One thread's hold on a block that may move: each call reaches a byte of it in another way.
 *
 * <p>Used by the thread that asked for it.
 */
public interface PinHold {
    /** The byte, while the block is pinned. */
    byte pinned();

    /** The byte by way of a segment that ends with the pin. */
    byte pinnedSegment();

    /** The byte without a pin, looked at afterwards whether it was the block's. */
    byte unpinned();

    /** Gives the block back. */
    void free();
}
