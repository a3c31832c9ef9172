package dev.cleave.memory;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/**
 * A range of address space as the operating system granted it.
 *
 * @param address the first byte; a multiple of {@code byteAlignment}
 * @param byteSize how many bytes are mapped: what was asked, rounded up to whole pages
 * @param byteAlignment the power of two that the address is a multiple of
 * @param pageSize bytes that are committed together
 * @param dropSize bytes that can be dropped together: the page, or an ordinary page of a
 *     transparent huge one
 * @param backing what really lies behind it, in words
 * @param shared whether it is a shared mapping of an object (memfd or file) rather than private
 *     memory
 * @param zeroed whether every byte read as zero when it was mapped
 * @param descriptor the descriptor of the memfd or file, open as long as the mapping is; -1 for all
 *     else
 * @param roomGrain bytes of a file that room on its disk is made for together; 0 where a store
 *     needs no room
 * @param segment all of it, where the port has a segment for it already; else the address is all
 *     there is
 * @param unmapping what takes it down again; only the first run does
 * @param undoing what takes back what mapping it left in the file system, run after the unmapping:
 *     a file that was made for it is deleted, one that was made larger gets its old size; nothing
 *     for all else
 */
public record Mapping(
        long address,
        long byteSize,
        long byteAlignment,
        long pageSize,
        long dropSize,
        String backing,
        boolean shared,
        boolean zeroed,
        int descriptor,
        long roomGrain,
        Optional<MemorySegment> segment,
        Runnable unmapping,
        Runnable undoing) {
    /** A mapping of addresses alone that leaves nothing in the file system. */
    public Mapping(
            long address,
            long byteSize,
            long byteAlignment,
            long pageSize,
            long dropSize,
            String backing,
            boolean shared,
            boolean zeroed,
            int descriptor,
            Runnable unmapping) {
        this(address, byteSize, byteAlignment, pageSize, dropSize, backing, shared, zeroed, descriptor, 0,
                Optional.empty(),
                unmapping, () -> {});
    }

    /**
     * Whether pages of it may be backed by larger ones than can be dropped: transparent huge pages.
     */
    boolean hasHugePages() {
        return pageSize > dropSize;
    }

    /**
     * Looks that a range lies within the mapping, as a call that goes beyond it would meet what is
     * somebody else's.
     *
     * @throws IndexOutOfBoundsException where it does not
     */
    void requireWithin(long offset, long bytes) {
        Objects.checkFromIndexSize(offset, bytes, byteSize);
    }

    /** A range of it, in words. */
    String range(long offset, long bytes) {
        return bytes + " bytes at offset " + offset + " of " + backing;
    }

    /** The same in pages of another size and under another name. */
    Mapping as(long newPageSize, String newBacking) {
        return new Mapping(address, byteSize, byteAlignment, newPageSize, dropSize, newBacking, shared, zeroed,
                descriptor, roomGrain, segment, unmapping, undoing);
    }
}
