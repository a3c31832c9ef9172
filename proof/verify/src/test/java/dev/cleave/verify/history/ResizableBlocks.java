package dev.cleave.verify.history;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Threads that take, lengthen, shorten and give back blocks of their own, of two lengths. There is room for a number of blocks, each at a place where it can
 * have either length: so a block can be had while fewer are held, and can always be resized where it lies. {@link CountedBlocks} says so.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class ResizableBlocks {
    private final ThreadStacks held = new ThreadStacks();

    /** Takes a short block: where it is, or -1. */
    abstract long allocate();

    /** Makes a block long: whether it is, where it lies. */
    abstract boolean lengthen(long block);

    /** Makes a block short: whether it is, where it lies. */
    abstract boolean shorten(long block);

    /** Gives a block back. */
    abstract void free(long block);

    /** Takes a short block. */
    @Operation
    public boolean take(@Param(name = "thread") int thread) {
        return held.push(thread, allocate()) >= 0;
    }

    /** Lengthens what the thread took last. */
    @Operation
    public boolean grow(@Param(name = "thread") int thread) {
        long block = held.peek(thread);
        return block >= 0 && lengthen(block);
    }

    /** Shortens what the thread took last. */
    @Operation
    public boolean shrink(@Param(name = "thread") int thread) {
        long block = held.peek(thread);
        return block >= 0 && shorten(block);
    }

    /** Gives back what the thread took last. */
    @Operation
    public boolean give(@Param(name = "thread") int thread) {
        long block = held.pop(thread);
        if (block >= 0) {
            free(block);
        }
        return block >= 0;
    }
}
