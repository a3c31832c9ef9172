package dev.cleave.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One range of address space, mapped whole when opened and committed page by page when touched. The address of a block
 * is {@link #address()} plus its offset, for as long as the region is open. Thread-safe: whatever calls the system for
 * the region's pages waits for the others that do, and for a closing, so that no call meets a range that is another's by
 * then.
 */
public final class Region implements AutoCloseable {
    private final OperatingSystem system;
    private final Mapping mapping;
    private final Arena lifetime;
    private final MemorySegment segment;
    private final SturdyLock lock = new SturdyLock();

    /** Whether a pool hands out its blocks, which must not be unmapped under their holders. */
    private volatile boolean owned;

    /** Whether the address range stays when the region is closed: see {@link #abandon}. Written before the closing. */
    private volatile boolean abandoned;

    private Region(OperatingSystem system, Mapping mapping, long byteSize) {
        this.system = system;
        this.mapping = mapping;
        lifetime = Arena.ofShared();
        segment = MemorySegment.ofAddress(mapping.address())
                .reinterpret(byteSize, lifetime, unused -> unmapUnlessAbandoned());
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
     *
     * @throws IllegalStateException where the region is closed
     * @throws OperatingSystemException where the system refuses; what was dropped until then stays so
     */
    public void drop(long offset, long byteSize) {
        boolean entered = lock.enter();
        try {
            requireOpen();
            system.drop(mapping, offset, byteSize);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** Commits every page now, without changing what it holds; nothing else may write to the region meanwhile. */
    public void prefault() {
        boolean entered = lock.enter();
        try {
            requireOpen();
            system.prefault(mapping, 0, mapping.byteSize());
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** Binds pages committed from now on to a NUMA node. */
    public void bind(int node) {
        boolean entered = lock.enter();
        try {
            requireOpen();
            system.bind(mapping, node);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** Bytes in physical memory now, as the system counts them. */
    public long residentBytes() {
        boolean entered = lock.enter();
        try {
            requireOpen();
            return system.residentBytes(mapping);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    private void requireOpen() {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("the region is closed");
        }
    }

    /** Says that a pool hands out the region's blocks: from now on {@link #unmap} alone closes it. */
    void own() {
        owned = true;
    }

    /**
     * Unmaps the region. Its segments throw from now on; its raw addresses must not be used any more.
     *
     * @throws IllegalStateException while a foreign call uses one of its segments, when closed before, or where the
     *     region is under a pool
     */
    @Override
    public void close() {
        if (owned) {
            throw new IllegalStateException("the region is under a pool: close the pool, which closes it");
        }
        unmap();
    }

    /** As {@link #close()}, and for the pool that owns the region. */
    void unmap() {
        boolean entered = lock.enter();
        try {
            lifetime.close();
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    private void unmapUnlessAbandoned() {
        if (!abandoned) {
            mapping.unmapping().run();
        }
    }

    /**
     * Closes the region under whoever still uses raw addresses in it: its segments throw from now on, and private memory goes back to the
     * system, but the address range stays this region's until the process ends. So a late write hits nobody else's memory, and no process
     * dies of a late read. What others can see, a file or a memfd, keeps what it holds.
     *
     * @throws IllegalStateException while a foreign call uses one of its segments, or when closed before; nothing is changed
     */
    void abandon() {
        boolean entered = lock.enter();
        try {
            requireOpen();
            abandoned = true;
            lifetime.close();
            if (system.canDrop() && !mapping.shared()) {
                system.drop(mapping, 0, mapping.byteSize());
            }
        } finally {
            abandoned = !segment.scope().isAlive();
            if (entered) {
                lock.holder = null;
            }
        }
    }
}
