package dev.cleave.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One range of address space, mapped whole when opened and committed page by page when touched. The
 * address of a block is {@link #address()} plus its offset, for as long as the region is open.
 * Thread-safe: whatever calls the system for the region's pages waits for the others that do, and
 * for a closing, so that no call meets a range that is another's by then.
 */
public final class Region implements AutoCloseable {
    private static final String NO_ROOM_MADE =
            ", without room made for it beforehand as its file system cannot: a store may"
                    + " meet a full disk";

    private final OperatingSystem system;
    private final Mapping mapping;
    private final MemorySegment segment;
    private final Runnable closing;
    private final long purgeSize;
    private final SturdyLock lock = new SturdyLock();

    /** Null where pages are dropped as they are committed. */
    private final @Nullable HugePageAdvice hugePages;

    /** Null where a store needs no room on a disk. */
    private final @Nullable DiskRoom room;

    /** What the region's memory is counted on, and is not when it is unmapped. */
    private volatile BudgetAccount account = BudgetAccount.unlimited();

    /** What is not as it was asked for, each after a comma. Under the lock. */
    private String notes = "";

    /** Whether a pool hands out its blocks, which must not be unmapped under their holders. */
    private volatile boolean owned;

    /** Whether the address range stays when the region is closed: see {@link #abandon}. Written before the closing. */
    private volatile boolean abandoned;

    private Region(OperatingSystem system, MemorySource source, Mapping mapping, long byteSize) {
        this.system = system;
        this.mapping = mapping;
        boolean inWholePages = source instanceof MemorySource.TransparentHugePages
                || source instanceof MemorySource.ExplicitHugePages;
        purgeSize = inWholePages ? mapping.pageSize() : mapping.dropSize();
        hugePages = mapping.hasHugePages()
                ? new HugePageAdvice(system, mapping, HugePageAdvice.MOST_BOUNDARIES)
                : null;
        room = mapping.roomGrain() > 0 ? new DiskRoom(system, mapping) : null;
        if (mapping.segment().isEmpty()) {
            Arena lifetime = Arena.ofShared();
            closing = lifetime::close;
            segment = MemorySegment.ofAddress(mapping.address())
                    .reinterpret(byteSize, lifetime, unused -> unmapUnlessAbandoned());
        } else {
            closing = mapping.unmapping();
            segment = mapping.segment().get().asSlice(0, byteSize);
        }
    }

    /**
     * Maps a region.
     *
     * @param byteSize how many bytes, at least 1
     * @param byteAlignment the wished alignment of the address, a power of two; see
     *     {@link #byteAlignment()}
     * @throws OperatingSystemException where the system refuses, as it does more bytes than any
     *     machine has; nothing stays mapped or open then, and no file was made or became larger
     */
    public static Region open(OperatingSystem system, MemorySource source, long byteSize, long byteAlignment) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a region of " + byteSize + " bytes: ask for at least 1");
        }
        if (Long.bitCount(byteAlignment) != 1 || byteAlignment < 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        AddressRange.requirePossible(byteSize);
        Mapping mapping = system.map(source, byteSize, byteAlignment);
        try {
            return new Region(system, source, mapping, byteSize);
        } catch (RuntimeException | Error failure) {
            FileTrace.afterFailure(failure, mapping.unmapping());
            FileTrace.afterFailure(failure, mapping.undoing());
            throw failure;
        }
    }

    /** The port that mapped it. */
    public OperatingSystem system() {
        return system;
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

    /**
     * The power of two that the address is a multiple of; less than wished where the address space
     * had no room.
     */
    public long byteAlignment() {
        return mapping.byteAlignment();
    }

    /** Bytes that the system commits together. */
    public long pageSize() {
        return mapping.pageSize();
    }

    /**
     * Bytes that the system can drop together: the page, or an ordinary page of a transparent huge
     * one.
     */
    public long dropSize() {
        return mapping.dropSize();
    }

    /**
     * Bytes that are worth giving back together: a whole huge page where huge pages were asked for,
     * else {@link #dropSize()}.
     */
    long purgeSize() {
        return purgeSize;
    }

    /**
     * What really lies behind the region, in words: it differs from the source where huge pages
     * were not to be had, a NUMA node could not be chosen, or room on a disk not be made
     * beforehand.
     */
    public String backing() {
        boolean entered = lock.enter();
        try {
            return mapping.backing() + notes;
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /**
     * The descriptor of the memfd or file, so that its pages can be mapped a second time; open as
     * long as the region is, and -1 for every other source, and on ports without descriptors.
     */
    public int descriptor() {
        return mapping.descriptor();
    }

    /** Whether all bytes were zero when the region was opened. */
    public boolean openedZeroed() {
        return mapping.zeroed();
    }

    /**
     * All of it; any thread may use it, and a use after {@link #close()} throws
     * {@link IllegalStateException}.
     */
    public MemorySegment segment() {
        return segment;
    }

    /** Whether {@link #drop} gives memory back on this system. */
    public boolean canDrop() {
        return system.canDrop();
    }

    /**
     * Gives pages back to the system: they read as zeroes afterwards. Offset and size are multiples
     * of {@link #dropSize()}. A transparent huge page that a part of is dropped is made no more,
     * until all of it is dropped.
     *
     * @throws IndexOutOfBoundsException where the range is not within the region
     * @throws IllegalStateException where the region is closed
     * @throws OperatingSystemException where the system refuses; what was dropped until then stays
     *     so
     */
    public void drop(long offset, long byteSize) {
        mapping.requireWithin(offset, byteSize);
        boolean entered = lock.enter();
        try {
            requireOpen();
            if (byteSize == 0) {
                return;
            }
            if (hugePages != null) {
                hugePages.beforeDrop(offset, byteSize);
                note(hugePages.isRefused(),
                        ", huge pages that are dropped in part may be filled again as this process may not"
                                + " advise against it");
            }
            system.drop(mapping, offset, byteSize);
            if (hugePages != null) {
                hugePages.afterDrop(offset, byteSize);
            }
            if (room != null) {
                room.dropped(offset, byteSize);
            }
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** What the kernel may back by huge pages; null where it backs nothing so. */
    @Nullable
    HugePageAdvice hugePages() {
        return hugePages;
    }

    /** Under the purge's lock: as {@link HugePageAdvice#settle}. */
    void settleHugePages(FrameMap frames, int frameShift, long offset, long byteSize) {
        if (hugePages == null) {
            return;
        }
        boolean entered = lock.enter();
        try {
            hugePages.settle(frames, frameShift, offset, byteSize);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** Whether {@link #makeRoom} is to be called for a range before it is handed out. */
    boolean needsRoom() {
        return room != null;
    }

    /**
     * Makes room for a range on the disk of the region's file, so that no store there meets a full
     * one; does nothing for memory without a file. Where the file system cannot say,
     * {@link #backing()} does. Cost: a lock, and for a range that has no room yet a call of the
     * system.
     *
     * @throws IndexOutOfBoundsException where the range is not within the region
     * @throws IllegalStateException where the region is closed
     * @throws DiskFullException where there is no room; what the file held stays
     */
    public void makeRoom(long offset, long byteSize) {
        mapping.requireWithin(offset, byteSize);
        if (room == null || byteSize == 0) {
            return;
        }
        boolean entered = lock.enter();
        try {
            requireOpen();
            note(!room.make(offset, byteSize), NO_ROOM_MADE);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    private void note(boolean applies, String text) {
        if (applies && !notes.contains(text)) {
            notes += text;
        }
    }

    /**
     * Commits every page now, without changing what it holds; nothing else may write to the region
     * meanwhile.
     *
     * @throws DiskFullException where a file's disk has no room for it
     */
    public void prefault() {
        makeRoom(0, mapping.byteSize());
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

    /**
     * Binds pages committed from now on to a NUMA node. Where this process may not say where its
     * memory lies (containers refuse the call as a rule), it is usable all the same, and
     * {@link #backing()} says so.
     *
     * @return whether they are bound
     */
    public boolean bind(int node) {
        boolean entered = lock.enter();
        try {
            requireOpen();
            Optional<String> unbound = system.bind(mapping, node);
            unbound.ifPresent(reason -> note(true, ", " + reason));
            return unbound.isEmpty();
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

    /** From now on this account counts the region's memory, until it is unmapped. */
    void charge(BudgetAccount newAccount) {
        account = newAccount;
    }

    /**
     * Says that a pool hands out the region's blocks: from now on {@link #unmap} alone closes it.
     */
    void own() {
        owned = true;
    }

    /**
     * Unmaps the region. Its segments throw from now on; its raw addresses must not be used any
     * more.
     *
     * @throws IllegalStateException while a foreign call uses one of its segments, when closed
     *     before, or where the region is under a pool
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
            closing.run();
            account.close();
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
     * dies of a late read. What others can see, a file or a memfd, keeps what it holds. Memory of the portable port is the JDK's own, and goes back to it.
     *
     * @throws IllegalStateException while a foreign call uses one of its segments, or when closed before; nothing is changed
     */
    void abandon() {
        boolean entered = lock.enter();
        try {
            requireOpen();
            abandoned = true;
            closing.run();
            account.close();
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

    /**
     * Unmaps a region that came to nothing: a file that was made for it is deleted, one that became
     * larger is as it was.
     */
    void discard() {
        unmap();
        mapping.undoing().run();
    }
}
