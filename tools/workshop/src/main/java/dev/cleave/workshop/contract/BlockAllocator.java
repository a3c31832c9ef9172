package dev.cleave.workshop.contract;

import java.util.List;

/**
 * An allocator of blocks on a line of units: offsets in, offsets out, no memory under them.
 *
 * <p>A block of order k has 2^k units. Binary buddies align it to its size; {@link Description#aligned} says which do
 * not. {@link #allocate}, {@link #allocateUnits} and {@link #free} may be called by the threads that {@link Description#threads}
 * allows; every other method only while no call of another thread is on its way.
 */
public interface BlockAllocator {
    /** What {@link #allocate} answers when no block is to be had. */
    long NO_BLOCK = -1;

    /** What this allocator is. */
    Description description();

    /** How many units it manages, and how large its largest block is. */
    Shape shape();

    /**
     * Allocates a block of at least 2^order units.
     *
     * @param order 0 to the shape's {@link Shape#maxOrder}
     * @return the offset of its first unit, or {@link #NO_BLOCK} when no such block is free
     * @throws IllegalArgumentException when the order is out of range; nothing has changed
     */
    long allocate(int order);

    /**
     * Allocates a block of at least so many units, as tightly as this allocator can: a binary buddy rounds up to a power of
     * two.
     *
     * @param units 1 to 2^maxOrder
     * @throws IllegalArgumentException when the number is out of range; nothing has changed
     */
    default long allocateUnits(long units) {
        return allocate(shape().orderOf(units));
    }

    /**
     * Takes a block back, and joins it with what is free around it, now or when a larger request needs it.
     *
     * @param offset what {@link #allocate} answered
     * @throws IllegalArgumentException when no allocated block begins there, naming the offset and what is wrong; nothing
     *     has changed
     */
    void free(long offset);

    /**
     * How many units were set aside for the allocated block that begins here.
     *
     * @throws IllegalArgumentException when no allocated block begins there
     */
    long unitsOf(long offset);

    /** Gives back what caches in front of the allocator hold, so that all that is free lies joined. */
    default void drain() {}

    /** Shows every free block once, in no order in particular; together they are all the units that are free. */
    void forEachFreeBlock(FreeBlockVisitor visitor);

    /** How many free blocks there are of each order, 0 to the largest; a block of another size counts for the order below. */
    default long[] freeBlocksByOrder() {
        long[] counts = new long[shape().maxOrder() + 1];
        forEachFreeBlock((offset, units) -> counts[63 - Long.numberOfLeadingZeros(units)]++);
        return counts;
    }

    /** Units that are free. */
    default long freeUnits() {
        long[] sum = new long[1];
        forEachFreeBlock((offset, units) -> sum[0] += units);
        return sum[0];
    }

    /** Bytes of its books, now: arrays, and objects by their usual size; what does not grow with the space may be left out. */
    long metadataBytes();

    /** The books as they stand, drawn in lines of text for a reader who watches; short for a space of a few units. */
    List<String> picture();
}
