package dev.cleave.workshop.lists;

import dev.cleave.workshop.contract.FreeBlockVisitor;

/** The blocks of one order, free and taken, by the offsets at which they begin. */
interface BlockList {
    /** A block comes to be: the half of one that was split, or the whole of two that were joined. */
    void add(long offset, boolean free);

    /** A block that is here is no more: it was split, or joined with its buddy. */
    void remove(long offset);

    /** Marks the first free block taken; its offset, or {@code NO_BLOCK}. */
    long takeFree();

    /** Marks a block that is here free. */
    void release(long offset);

    /** Whether a block is here that begins there, and is free. */
    boolean isFree(long offset);

    /** Whether a block is here that begins there, and is taken. */
    boolean isTaken(long offset);

    /** Shows the free blocks. */
    void forEachFree(FreeBlockVisitor visitor);

    /** Bytes of what this list alone holds. */
    long metadataBytes();

    /** The list in words. */
    String picture();
}
