package dev.cleave.contiguity;

import java.lang.foreign.MemorySegment;

/**
 * What is to be learned from a block's bytes: see {@link MovableBlock#readOptimistically}.
 *
 * @param <T> what it is
 */
@FunctionalInterface
public interface BlockReader<T> {
    /**
     * Reads.
     *
     * @param bytes of the block, to be read alone, and until this returns
     */
    T read(MemorySegment bytes);
}
