package dev.cleave.heap;

/**
 * Moves blocks of a heap for whoever holds them: see {@link Heap#allocateMoving}.
 *
 * <p>It is called by the thread that asked for memory, under a lock that no other call of the heap
 * takes. The block was live when it was looked at. Its holder may be about to write it, or free it:
 * the mover must know, and leave alone what it does not know.
 */
@FunctionalInterface
public interface BlockMover {
    /**
     * Moves what is in a block to another one, which it allocates, and frees the block.
     *
     * @param address where the block begins
     * @param byteSize bytes of its slot, or of its units
     * @return whether it did; what stands beside the block is not moved for nothing then
     */
    boolean move(long address, long byteSize);
}
