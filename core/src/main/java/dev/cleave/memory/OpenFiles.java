package dev.cleave.memory;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Files by their descriptors: what a mapping is made of when it is to be mapped a second time,
 * elsewhere, or in parts. Offsets and sizes are in bytes. Any thread may call at any time; nobody
 * keeps a descriptor from being closed while another call uses it but whoever opened it. A call
 * that the system refuses throws {@link OperatingSystemException}.
 */
public interface OpenFiles {
    /**
     * A file of so many zero bytes that lies in memory and under no path; the name is only seen in
     * the process's maps.
     *
     * @return the descriptor, to be closed by {@link #close}
     */
    int createInMemory(String name, long byteSize);

    /**
     * Opens a file for reading and writing, and creates it where there is none; answers the
     * descriptor.
     */
    int open(Path path);

    /** Closes a descriptor; mappings of the file stay. */
    void close(int descriptor);

    /** Bytes of the file. */
    long size(int descriptor);

    /**
     * Makes the file as long as this; what is gained reads as zeroes and takes no room until it is
     * written to.
     */
    void resize(int descriptor, long byteSize);

    /**
     * Makes room for a range on the file's disk, so that no store there meets a full one. What the
     * range holds stays.
     *
     * @return whether there is room for sure; false where the file system, or whatever filters this
     *     process's calls, cannot say
     * @throws DiskFullException where there is none
     */
    boolean makeRoom(int descriptor, long offset, long byteSize);

    /**
     * Gives a range's room back; it reads as zeroes afterwards, in every mapping of the file as
     * well.
     */
    void punchHole(int descriptor, long offset, long byteSize);

    /**
     * Fills native segments, one after the other, from the file; answers how many bytes, fewer than
     * there is space for where the file ends. One call of the system takes up to 1,024 segments
     * that live equally long; none of them can end while it is under way.
     *
     * @throws IllegalArgumentException where a segment lies on the Java heap
     * @throws IllegalStateException where one has ended
     * @throws WrongThreadException where one is confined to another thread
     */
    long read(int descriptor, long offset, MemorySegment... parts);

    /**
     * Writes native segments, one after the other, to the file, and all of them: answers how many
     * bytes. Otherwise as {@link #read}.
     */
    long write(int descriptor, long offset, MemorySegment... parts);
}
