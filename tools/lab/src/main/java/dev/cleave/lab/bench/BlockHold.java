package dev.cleave.lab.bench;

/**
 * One thread's hold on an allocator, whichever of the lab's two contracts that has: blocks of
 * 2^order units in, blocks out.
 *
 * <p>Used by the thread that asked for it; {@link #free} from another thread as well where the
 * allocator allows that, and then the whole hold may pass on to another thread that has a hold of
 * its own, as long as one uses it at a time.
 */
public interface BlockHold {
    /** Bytes of a unit, the block of order 0. */
    int UNIT_BYTES = 4096;

    /** What {@link #allocate} answers when no block is to be had. */
    long NO_BLOCK = -1;

    /**
     * Allocates a block of 2^order units.
     *
     * @param order 0 or more
     * @param slot an index, below the number of slots asked for, that holds no live block
     * @return the block's handle, or {@link #NO_BLOCK}
     */
    long allocate(int order, int slot);

    /**
     * Takes a block back.
     *
     * @param handle what {@link #allocate} answered
     * @param slot the slot given to that call
     */
    void free(long handle, int slot);
}
