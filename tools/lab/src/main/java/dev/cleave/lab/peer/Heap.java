package dev.cleave.lab.peer;

import java.util.OptionalLong;

/**
 * Off-heap memory by the byte: an allocator that serves from the whole address space, as the bench and the replay use it.
 *
 * <p>Any thread may call it after {@link #enterThread}; blocks are freed by other threads only where
 * {@link AllocatorName#freesAcrossThreads()}.
 */
public interface Heap {
    /** What {@link #allocate} answers when no memory is to be had. */
    long NO_ADDRESS = 0;

    /** Announces the calling thread; once a thread, before its first call. */
    default void enterThread() {}

    /**
     * Allocates a block, which holds whatever it held before unless the allocator fills it with zeroes.
     *
     * @param byteSize 1 or more
     * @param slot an index, below the number of slots that the heap was opened with, that holds no live block
     * @return the block's address, or {@link #NO_ADDRESS}
     */
    long allocate(long byteSize, int slot);

    /**
     * Takes a block back.
     *
     * @param address what {@link #allocate} answered
     * @param slot the slot given to that call
     */
    void free(long address, int slot);

    /** How many bytes were set aside for a live block of which {@code byteSize} were asked, as far as the allocator tells. */
    long blockBytes(long address, int slot, long byteSize);

    /** How many bytes the allocator holds of the system, for live blocks, free ones and itself, as far as it tells. */
    default OptionalLong reservedBytes() {
        return OptionalLong.empty();
    }

    /** How many bytes of bookkeeping the allocator has on the Java heap, as far as it tells, beside {@link #reservedBytes}. */
    default long javaHeapBytes() {
        return 0;
    }
}
