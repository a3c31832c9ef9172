package dev.cleave.workshop.contract;

/** Sees free blocks. */
@FunctionalInterface
public interface FreeBlockVisitor {
    /**
     * A free block.
     *
     * @param offset its first unit
     * @param units its length, 1 or more
     */
    void visit(long offset, long units);
}
