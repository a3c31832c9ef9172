package dev.cleave.memory;

/** Is told of a pool's allocated blocks: see {@link Pool#forEachBlock}. */
@FunctionalInterface
public interface PoolBlockVisitor {
    /**
     * A block begins at an address, or did when it was read.
     *
     * @param byteSize bytes of its units
     * @param leased whether an arena or a heap holds it
     */
    void block(long address, long byteSize, boolean leased);
}
