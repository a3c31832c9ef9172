package dev.cleave.memory;

/**
 * The process's address space, page by page: reserve a range, map parts of files over parts of it,
 * move what is mapped. Addresses, offsets and sizes are in bytes and multiples of
 * {@link OperatingSystem#pageSize()}. Whatever lay at a target range is gone afterwards, whoever
 * used it: call this for ranges of your own alone. Any thread may call at any time. A call that the
 * system refuses throws {@link OperatingSystemException} and leaves the ranges as they were.
 */
public interface AddressSpace {
    /**
     * A range that nobody can read or write yet; answers its address, a multiple of the alignment
     * (a power of two).
     */
    long reserve(long byteSize, long byteAlignment);

    /** Gives a range back, whatever is mapped there. */
    void release(long address, long byteSize);

    /**
     * Makes a range what {@link #reserve} made it: nothing is mapped there, and a use ends in a
     * fault.
     */
    void vacate(long address, long byteSize);

    /**
     * Maps a part of an open file over a range, readable, writable and shared: no byte is copied.
     */
    void mapFile(long address, long byteSize, int descriptor, long offset);

    /** Maps private memory that reads as zeroes over a range. */
    void mapZeroes(long address, long byteSize);

    /**
     * Moves what is mapped at a range, bytes and all, over another of the same size that does not
     * overlap it.
     */
    void move(long from, long byteSize, long to);

    /**
     * How many ranges of unlike kind or place a process may have mapped at once, as the system is
     * set now.
     */
    long mostMappings();
}
