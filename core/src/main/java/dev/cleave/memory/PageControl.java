package dev.cleave.memory;

import java.lang.foreign.MemorySegment;

/**
 * What the system does with single pages. Addresses and sizes are in bytes and multiples of
 * {@link OperatingSystem#pageSize()}. Any thread may call at any time. A call that the system
 * refuses throws {@link OperatingSystemException}.
 */
public interface PageControl {
    /** Commits a range and keeps it in physical memory: it is never swapped out. */
    void lock(long address, long byteSize);

    /** Ends {@link #lock} for a range. */
    void unlock(long address, long byteSize);

    /** Writes what changed in a range of a mapped file to the file's disk, and waits for it. */
    void write(long address, long byteSize);

    /**
     * Leaves a range out of, or in, the processes that this one forks: secrets, and pages that a
     * device writes to.
     */
    void inheritable(long address, long byteSize, boolean inherited);

    /**
     * Tells which pages of a range are in physical memory.
     *
     * @param pages one byte a page, set to 1 where it is, else 0; as large as the range has pages
     */
    void residency(long address, long byteSize, MemorySegment pages);
}
