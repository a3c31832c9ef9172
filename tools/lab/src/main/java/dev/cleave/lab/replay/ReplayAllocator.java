package dev.cleave.lab.replay;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a trace is replayed through: an allocator of real memory.
 *
 * <p>{@link #allocate}, {@link #free}, {@link #blockBytes} and {@link #committedBytes} may be called by any thread. The
 * time that a replay reports is that of {@code allocate} and {@code free} alone.
 */
public interface ReplayAllocator extends AutoCloseable {
    /** What {@link #allocate} answers when it cannot serve the request. */
    long NO_ADDRESS = 0;

    /** The name under which {@code --allocator} knows it. */
    String name();

    /** Announces the calling thread, unless it opened the allocator; once a thread, before its first call. */
    default void enterThread() {}

    /**
     * The address of a fresh block of at least this many bytes that nothing else uses, or {@link #NO_ADDRESS}. Blocks of
     * page traces ask for 4096 · 2^order bytes.
     *
     * @param block the block's number in the trace, by which allocators that hand out objects hold them
     */
    long allocate(long byteSize, int block);

    /** Takes back a block that {@link #allocate} handed out. */
    void free(long address, int block);

    /** Between two passes, when every block was freed: gives back what it keeps for later, so that the next one begins as this one did. */
    default void settle() {}

    /** How many bytes the allocator set aside for a live block of which {@code byteSize} were asked. */
    long blockBytes(long address, int block, long byteSize);

    /** Bytes of real memory behind this allocator now; empty when it cannot tell. */
    OptionalLong committedBytes();

    /** Whether {@link #committedBytes} costs so little that it can be asked after every allocation. */
    default boolean countsCommitted() {
        return false;
    }

    /** Whether its books may be read only while no other thread allocates or frees. */
    default boolean readsAlone() {
        return false;
    }

    /** The one region that holds every block, when there is one. */
    Optional<Region> region();

    /** Whether a block of a page trace lies at a multiple of its size from the region's start, where there is a region. */
    default boolean aligned() {
        return true;
    }

    /** How many free blocks there are of each order, in the region's units; empty when the allocator knows no orders. */
    Optional<FreeBlocks> freeBlocks();

    /**
     * Checks the allocator's own books after every block was freed.
     *
     * @throws IllegalStateException when something is broken or was not given back
     */
    void verifyEmpty();

    /** Gives all memory back; every block has been freed before. */
    @Override
    void close();

    /** The range of addresses that an allocator serves from. */
    record Region(long address, long bytes) {
        /** Whether a block lies wholly inside. */
        public boolean holds(long blockAddress, long blockBytes) {
            return blockAddress >= address && blockBytes <= bytes && blockAddress - address <= bytes - blockBytes;
        }
    }
}
