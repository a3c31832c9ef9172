package dev.cleave.buddy;

/** Is told of allocated blocks: see {@link BuddySpace#forEachBlock}. */
@FunctionalInterface
public interface BlockVisitor {
    /** A block of so many units begins at an offset, or did when it was read. */
    void block(long offset, long units);
}
