package dev.cleave.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One range of address space, mapped whole when opened and committed page by page when touched. The address of a block
 * is {@link #address()} plus its offset, for as long as the region is open. Thread-safe.
 */
public final class Region implements AutoCloseable {
    private final OperatingSystem system;
    private final Mapping mapping;
    private final Arena lifetime;
    private final MemorySegment segment;

    private Region(OperatingSystem system, Mapping mapping, long byteSize) {
        this.system = system;
        this.mapping = mapping;
        lifetime = Arena.ofShared();
        segment = MemorySegment.ofAddress(mapping.address())
                .reinterpret(byteSize, lifetime, unused -> mapping.unmapping().run());
    }

    /**
     * Maps a region.
     *
     * @param byteSize how many bytes, at least 1
     * @param byteAlignment the wished alignment of the address, a power of two; see {@link #byteAlignment()}
     * @throws OperatingSystemException where the system refuses
     */
    public static Region open(OperatingSystem system, MemorySource source, long byteSize, long byteAlignment) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a region of " + byteSize + " bytes: ask for at least 1");
        }
        if (Long.bitCount(byteAlignment) != 1 || byteAlignment < 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        return new Region(system, system.map(source, byteSize, byteAlignment), byteSize);
    }

    /** The first byte's address. */
    public long address() {
        return mapping.address();
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return segment.byteSize();
    }

    /** Bytes of address space: those asked for, rounded up to whole pages. */
    public long reservedBytes() {
        return mapping.byteSize();
    }

    /** The power of two that the address is a multiple of; less than wished where the address space had no room. */
    public long byteAlignment() {
        return mapping.byteAlignment();
    }

    /** Bytes that the system commits together. */
    public long pageSize() {
        return mapping.pageSize();
    }

    /** Bytes that the system can drop together: the page, or an ordinary page of a transparent huge one. */
    public long dropSize() {
        return mapping.dropSize();
    }

    /** What really lies behind the region, in words: it differs from the source where huge pages were not to be had. */
    public String backing() {
        return mapping.backing();
    }

    /** The file descriptor of a memfd, so that its pages can be mapped a second time; -1 for every other source. */
    public int descriptor() {
        return mapping.descriptor();
    }

    /** Whether all bytes were zero when the region was opened. */
    public boolean openedZeroed() {
        return mapping.zeroed();
    }

    /** All of it; any thread may use it, and a use after {@link #close()} throws {@link IllegalStateException}. */
    public MemorySegment segment() {
        return segment;
    }

    /** Whether {@link #drop} gives memory back on this system. */
    public boolean canDrop() {
        return system.canDrop();
    }

    /**
     * Gives pages back to the system: they read as zeroes afterwards. Offset and size are multiples of
     * {@link #dropSize()}.
     */
    public void drop(long offset, long byteSize) {
        requireOpen();
        system.drop(mapping, offset, byteSize);
    }

    /** Commits every page now, without changing what it holds; nothing else may write to the region meanwhile. */
    public void prefault() {
        requireOpen();
        system.prefault(mapping, 0, mapping.byteSize());
    }

    /** Binds pages committed from now on to a NUMA node. */
    public void bind(int node) {
        requireOpen();
        system.bind(mapping, node);
    }

    /** Bytes in physical memory now, as the system counts them. */
    public long residentBytes() {
        requireOpen();
        return system.residentBytes(mapping);
    }

    private void requireOpen() {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("the region is closed");
        }
    }

    /**
     * Unmaps the region. Its segments throw from now on; its raw addresses must not be used any more.
     *
     * @throws IllegalStateException while a foreign call uses one of its segments, or when closed before
     */
    @Override
    public void close() {
        lifetime.close();
    }
}
