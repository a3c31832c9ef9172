package dev.cleave.tiers;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Memory of one kind, in which objects have places: DRAM, a file, another machine's memory.
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. Two that read and write
 * one place at once are the caller's to keep apart.
 *
 * <p><strong>Errors.</strong> What a tier cannot do now, as a server does not answer or a disk is
 * full, is a {@link TierFailedException}, and nothing is changed by it.
 */
public interface Tier extends AutoCloseable {
    /** No place: the tier has no room for so many bytes. */
    long NO_PLACE = -1;

    /** No address: the tier's bytes are not in this process's memory. */
    long NO_ADDRESS = 0;

    /** What it is called in figures and errors. */
    String name();

    /** The most bytes it holds, rounding included. */
    long capacity();

    /** Bytes that places have now, rounding included. */
    long usedBytes();

    /**
     * A place for an object, or {@link #NO_PLACE}. What it holds is not defined. A place is below
     * 2^56; and where it has an address, that is in its low 48 bits.
     *
     * @param byteSize 1 or more
     */
    long allocate(long byteSize);

    /**
     * As {@link #allocate(long)}, near other places of the same context, where the tier can do that.
     *
     * @param context a number of the caller's, 0 or more
     */
    default long allocate(long byteSize, int context) {
        return allocate(byteSize);
    }

    /**
     * Takes back a place.
     *
     * @throws IllegalArgumentException where it is none that was given out; nothing is changed
     */
    void free(long place);

    /**
     * The address of a place while it is held, or {@link #NO_ADDRESS} where its bytes are to be
     * read and written by the methods below alone.
     */
    long address(long place);

    /** Reads as many bytes as a segment has, from an offset of a place on. */
    void read(long place, long offset, MemorySegment into);

    /** Writes all bytes of a segment, from an offset of a place on. */
    void write(long place, long offset, MemorySegment from);

    /**
     * Reads many places, from their beginnings on: together, where that is faster.
     *
     * @throws TierFailedException where one of them could not be read; what the segments of the
     *     others hold is not defined
     */
    default void readAll(List<Transfer> transfers) {
        transfers.forEach(each -> read(each.place(), 0, each.memory()));
    }

    /**
     * Writes many places, from their beginnings on: as {@link #readAll}; each of them is written,
     * or as it was, or, where it could not be written, not defined.
     */
    default void writeAll(List<Transfer> transfers) {
        transfers.forEach(each -> write(each.place(), 0, each.memory()));
    }

    /** Ends it. Closing twice does nothing. */
    @Override
    void close();

    /**
     * Bytes on their way to a place, or from it.
     *
     * @param place where they are in the tier
     * @param memory where they are in this process: as many as its size says
     */
    record Transfer(long place, MemorySegment memory) {}
}
