package dev.cleave.lab.peer;

import dev.cleave.contiguity.PageTypeInfo;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An allocator of real memory by the byte: the one contract for them in the lab, as
 * {@link dev.cleave.workshop.contract.BlockAllocator} is for blocks by order.
 *
 * <p>Any thread may call {@link #allocate}, {@link #free}, {@link #blockBytes} and {@link
 * #committedBytes} after {@link #enterThread}; blocks are freed by other threads only where {@link
 * AllocatorName#freesAcrossThreads()}. What the allocator tells of itself beyond that is asked
 * while nothing else runs. What it cannot tell is empty.
 */
public interface ByteAllocator extends AutoCloseable {
    /** What {@link #allocate} answers when no memory is to be had. */
    long NO_ADDRESS = 0;

    /**
     * Announces the calling thread, unless it opened the allocator; once a thread, before its first
     * call.
     */
    default void enterThread() {}

    /**
     * Allocates a block, which holds whatever it held before unless the allocator fills it with
     * zeroes.
     *
     * @param byteSize 1 or more
     * @param slot an index, below the number of slots that the allocator was opened with, that
     *     holds no live block
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

    /**
     * How many bytes were set aside for a live block of which {@code byteSize} were asked, as far
     * as the allocator tells.
     */
    long blockBytes(long address, int slot, long byteSize);

    /**
     * When every block was freed: gives back what it keeps for later, so that what comes begins as
     * this did.
     */
    default void settle() {}

    /**
     * How many bytes the allocator holds of the system, or Cleave's heap of its pool: for live
     * blocks, free ones and itself.
     */
    default OptionalLong reservedBytes() {
        return OptionalLong.empty();
    }

    /** Bytes of real memory behind this allocator alone, now. */
    default OptionalLong committedBytes() {
        return OptionalLong.empty();
    }

    /**
     * Whether {@link #committedBytes} costs so little that it can be asked after every allocation.
     */
    default boolean countsCommitted() {
        return false;
    }

    /**
     * How many bytes of bookkeeping the allocator has on the Java heap, as far as it tells, beside
     * {@link #reservedBytes}.
     */
    default long javaHeapBytes() {
        return 0;
    }

    /** Whether its books may be read only while no other thread allocates or frees. */
    default boolean readsAlone() {
        return false;
    }

    /** The one region that holds every block, when there is one. */
    default Optional<Region> region() {
        return Optional.empty();
    }

    /**
     * Whether a block of 2^k pages lies at a multiple of its size from the region's start, where
     * there is a region.
     */
    default boolean aligned() {
        return true;
    }

    /**
     * How many free blocks there are of each order, in the region's units; empty when the allocator
     * knows no orders.
     */
    default Optional<FreeBlocks> freeBlocks() {
        return Optional.empty();
    }

    /** What lies where, by mobility; empty when the allocator groups nothing by it. */
    default Optional<PageTypeInfo> pageTypes() {
        return Optional.empty();
    }

    /**
     * Checks the allocator's own books after every block was freed; those that do not show theirs
     * say nothing.
     *
     * @throws IllegalStateException when something is broken or was not given back
     */
    default void verifyEmpty() {}

    /**
     * Gives all memory back, where it is this allocator's own; every block has been freed before.
     */
    @Override
    default void close() {}

    /** The range of addresses that an allocator serves from. */
    record Region(long address, long bytes) {
        /** Whether a block lies wholly inside. */
        public boolean holds(long blockAddress, long blockBytes) {
            return blockAddress >= address && blockBytes <= bytes && blockAddress - address <= bytes - blockBytes;
        }
    }
}
