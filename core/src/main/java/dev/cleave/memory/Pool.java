package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bounded amount of native memory, handed out in blocks by a {@link BuddySpace}: allocated by any thread, freed by any
 * thread, exact to one unit, and given back to the operating system when it has been free for a while.
 *
 * <p>Sizes, offsets and addresses are in bytes. Memory is not zeroed: a block holds whatever its last holder left there.
 * An allocation and its free cost a few nanoseconds more than those of the space, and make no garbage where they deal in
 * addresses. Nothing here waits, but {@link #trim()}, {@link #close()}, a request that fails while blocks are being given
 * back to the system (it waits for those of one chunk, 2 MiB as a rule), and an arena that meets a closing.
 *
 * <p>Closing ends the lifetime of every segment of the pool: using one throws {@link IllegalStateException}. Raw
 * addresses cannot be watched: whoever uses one after closing, or after freeing it, reads or writes what is not theirs.
 */
public final class Pool implements AutoCloseable {
    /** Set in what {@link #lease} answers where every byte of the block is known to be zero. */
    public static final long KNOWN_ZERO = 1;

    /** Set in what {@link #leaseSpare} answers where the block goes back by {@link #giveBackSpare}. */
    public static final long SPARE = 2;

    private final String name;
    private final BuddySpace space;
    private final Region region;
    private final long base;
    private final long capacity;
    private final Units units;
    private final int unitShift;
    private final Footprint footprint;
    private final BlockSlack slack;
    private final @Nullable AllocationSites sites;
    private final PressureListeners listeners = new PressureListeners();
    private final DecayListeners decayListeners = new DecayListeners();
    private final SpareLeases spares = new SpareLeases();
    private final PressureSearch search;
    private volatile boolean closed;

    /** From when a closing begins to count the leases, until it fails: see {@link #lease}. */
    private volatile boolean closing;

    Pool(PoolBuilder settings, BuddySpace space, Region region) {
        this.space = space;
        this.region = region;
        name = settings.name();
        unitShift = settings.unitShift();
        base = region.address();
        capacity = space.units() << unitShift;
        long maxAlignment = Math.min(unit() << space.maxOrder(), region.byteAlignment());
        units = new Units(name, base, capacity, unitShift, maxAlignment);
        slack = new BlockSlack(space.units(), unitShift);
        sites = settings.bytesPerSample() > 0
                ? new AllocationSites(name, "pool", settings.bytesPerSample(), space.units())
                : null;
        settings.listeners().forEach(listeners::add);
        footprint = new Footprint(settings, this);
        search = new PressureSearch(this, footprint.purge(), spares, listeners);
        if (settings.purgePeriod() > 0) {
            PurgeDaemon.instance().watch(this, settings.purgePeriod());
        }
    }

    /** Settings of a pool, with defaults for all of them. */
    public static PoolBuilder builder() {
        return new PoolBuilder();
    }

    /**
     * A block of exactly this many bytes, aligned to the unit.
     *
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where no free range is large enough
     */
    public MemorySegment allocate(long byteSize) {
        return segment(allocateAddress(byteSize), byteSize);
    }

    /**
     * A block of exactly this many bytes with an address that is a multiple of the alignment. An alignment larger than
     * the block makes the block as large as the alignment: see {@link PoolUsage#usedBytes()}.
     *
     * @param byteAlignment a power of two, at most {@link #maxAlignment()}
     */
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long count = units.of(byteSize, byteAlignment);
        return segment(settle(demand(byteSize, count, byteAlignment > unit()), count, byteSize), byteSize);
    }

    private MemorySegment segment(long address, long byteSize) {
        return region.segment().asSlice(address - base, byteSize);
    }

    /** The address of a block, as {@link #allocate(long)} would find it; makes no Java object. */
    public long allocateAddress(long byteSize) {
        long count = units.of(byteSize);
        return settle(demand(byteSize, count, false), count, byteSize);
    }

    /** The address of a block, or 0 where the pool is full even after its pressure listeners were asked. */
    public long tryAllocateAddress(long byteSize) {
        long count = units.of(byteSize);
        long offset = find(count, false);
        if (offset == BuddySpace.NO_BLOCK) {
            offset = search.attempt(byteSize, count, false);
        }
        return offset == BuddySpace.NO_BLOCK ? 0 : settle(offset, count, byteSize);
    }

    /**
     * A block for an arena, to be given back by {@link #giveBack(long)}: as {@link #allocate(long, long)}, but the answer is
     * its address with {@link #KNOWN_ZERO} set where it need not be zeroed, all of it counts as requested, and the pool
     * refuses to be closed until it is back.
     */
    public long lease(long byteSize, long byteAlignment) {
        long count = units.of(byteSize, byteAlignment);
        return settleLease(demand(byteSize, count, byteAlignment > unit()), count, byteSize);
    }

    /** As {@link #lease}, but 0 where no free range is large enough, and without asking pressure listeners. */
    public long tryLease(long byteSize, long byteAlignment) {
        long count = units.of(byteSize, byteAlignment);
        boolean aligned = byteAlignment > unit();
        long offset = find(count, aligned);
        if (offset == BuddySpace.NO_BLOCK) {
            offset = search.attemptQuietly(count, aligned);
        }
        return offset == BuddySpace.NO_BLOCK ? 0 : settleLease(offset, count, byteSize);
    }

    /**
     * Makes a found block an arena's. The closing announces itself and then counts leases; this writes the lease and then
     * looks for a closing; so one of the two sees the other, and no arena writes to memory that is unmapped.
     */
    private long settleLease(long offset, long count, long byteSize) {
        slack.lease(offset);
        VarHandle.fullFence();
        if (closing && isClosedInTheEnd()) {
            slack.clear(offset);
            space.free(offset);
            throw closedAlready();
        }
        long address = base + (offset << unitShift);
        if (sites != null && sites.isDue(byteSize)) {
            sites.sampleBlock(offset, address, byteSize);
        }
        return footprint.mark(offset, count) ? address | KNOWN_ZERO : address;
    }

    /** Waits until the closing that was seen has ended; answers how. */
    private boolean isClosedInTheEnd() {
        footprint.lock().lock();
        try {
            return closed;
        } finally {
            footprint.lock().unlock();
        }
    }

    /**
     * A block of one unit for a short-lived arena of the current thread: as {@link #lease}, but the block
     * of the thread's last such arena is taken if it waits. Set in the answer, beside {@link #KNOWN_ZERO}, is
     * {@link #SPARE} where this same thread gives it back by {@link #giveBackSpare}; else {@link #giveBack(long)} takes it.
     */
    public long leaseSpare() {
        long address = spares.claim();
        if (address > 0) {
            return address | SPARE;
        }
        return address < 0 ? lease(unit(), 1) : leaseFirstSpare();
    }

    /** The slot is claimed but empty: if no block can be had for it, it must not stay claimed. */
    private long leaseFirstSpare() {
        long tagged = 0;
        try {
            tagged = lease(unit(), 1);
            spares.bring(tagged & ~KNOWN_ZERO);
            return tagged | SPARE;
        } finally {
            if (tagged == 0) {
                spares.bringNone();
            }
        }
    }

    /**
     * Takes back, from the thread that leased it, the block of {@link #leaseSpare} that had {@link #SPARE} set.
     *
     * @throws IllegalArgumentException where no leased block of this pool begins there; nothing is changed
     */
    public void giveBackSpare(long address) {
        if (!spares.give(address)) {
            giveBackStray(address);
        }
    }

    /** A leased block that has no slot to wait in goes back at once; one that waits already is refused. */
    private void giveBackStray(long address) {
        if (spares.isWaiting(address)) {
            throw units.notLeased(address);
        }
        giveBack(address);
    }

    /**
     * Takes back a leased block by its address; any thread may.
     *
     * @throws IllegalArgumentException where no leased block of this pool begins there; nothing is changed
     */
    public void giveBack(long address) {
        long offset = units.offsetOf(address);
        if (!slack.isLeased(offset)) {
            throw units.notLeased(address);
        }
        release(offset);
    }

    /**
     * Takes back a block by its segment, or by any segment that begins where it begins; any thread may.
     *
     * @throws IllegalArgumentException where no live block of this pool begins there, or an arena's does; nothing is
     *     changed
     * @throws IllegalStateException where the pool is closed
     */
    public void free(MemorySegment block) {
        if (!block.isNative()) {
            throw new IllegalArgumentException("a segment on the Java heap is no block of pool " + name);
        }
        free(block.address());
    }

    /**
     * Takes back a block by its address; any thread may. A block that is freed twice, and handed out in between, is its
     * new holder's: the second free takes it away from there, unless the holder is an arena. Nobody can tell.
     *
     * @throws IllegalArgumentException where no live block of this pool begins there, or an arena's does; nothing is
     *     changed
     * @throws IllegalStateException where the pool is closed
     */
    public void free(long address) {
        requireOpen();
        long offset = units.offsetOf(address);
        if (slack.isLeased(offset)) {
            throw units.leased(address);
        }
        release(offset);
    }

    /**
     * Makes a block longer or shorter where it lies. Shorter is always possible, and gives whole units back; longer is where the memory
     * behind the block is free. What was in it stays; what comes to it holds whatever
     * its last holder left there. A segment of the block keeps its old size: {@link #memory()} has slices of the new one. No
     * pressure listener is asked, and what a purge has in its hands at that moment counts as taken.
     *
     * @param byteSize bytes that the block is to have, 1 or more
     * @return whether it has so many now; if not, it is as it was
     * @throws IllegalArgumentException where the size is less than 1, no live block of this pool begins there, or an arena's does; nothing
     *     is changed
     * @throws IllegalStateException where the pool is closed
     */
    public boolean resize(long address, long byteSize) {
        requireOpen();
        long offset = units.offsetOf(address);
        if (slack.isLeased(offset)) {
            throw units.leased(address);
        }
        long count = units.of(byteSize);
        if (!resizeUnits(offset, count)) {
            return false;
        }
        slack.clear(offset);
        slack.set(offset, (count << unitShift) - byteSize);
        return true;
    }

    /**
     * Makes a leased block longer or shorter where it lies: as {@link #resize}, for whoever took it by {@link #lease}.
     *
     * @throws IllegalArgumentException where the size is less than 1, or no leased block of this pool begins there; nothing is changed
     */
    public boolean resizeLease(long address, long byteSize) {
        long offset = units.offsetOf(address);
        if (!slack.isLeased(offset)) {
            throw units.notLeased(address);
        }
        return resizeUnits(offset, units.of(byteSize));
    }

    /** What is gained is marked before its holder can write to it, and counts as allocated by whoever gained it. */
    private boolean resizeUnits(long offset, long count) {
        long present = space.unitsOf(offset);
        if (count > space.units() || !space.resize(offset, count)) {
            return false;
        }
        if (count > present) {
            footprint.mark(offset + present, count - present);
        } else {
            footprint.freed(present - count);
        }
        if (sites != null) {
            sites.resizeBlock(offset, base + (offset << unitShift), present << unitShift, count << unitShift);
        }
        return true;
    }

    private void release(long offset) {
        slack.clear(offset);
        if (sites != null) {
            sites.forgetBlock(offset, base + (offset << unitShift));
        }
        long count = footprint.isLimited() ? space.unitsOf(offset) : 0;
        space.free(offset);
        footprint.freed(count);
    }

    /** A block's offset in units. */
    private long demand(long byteSize, long count, boolean aligned) {
        long offset = find(count, aligned);
        return offset != BuddySpace.NO_BLOCK ? offset : search.demand(byteSize, count, aligned);
    }

    /** A block's offset in units, or NO_BLOCK where none is seen at first sight. */
    private long find(long count, boolean aligned) {
        requireOpen();
        return count <= space.units() ? findIn(count, aligned) : BuddySpace.NO_BLOCK;
    }

    /** {@code aligned} as the power of two around it, or wherever there is a hole: a committed one first, where much is retained. */
    long findIn(long count, boolean aligned) {
        if (aligned) {
            return space.allocateUnits(count);
        }
        long dirty = footprint.reuse(count);
        return dirty != BuddySpace.NO_BLOCK ? dirty : space.allocateExtent(count);
    }

    /** Makes a found block its holder's; answers its address. */
    private long settle(long offset, long count, long byteSize) {
        footprint.mark(offset, count);
        slack.set(offset, (count << unitShift) - byteSize);
        long address = base + (offset << unitShift);
        if (sites != null && sites.isDue(byteSize)) {
            sites.sampleBlock(offset, address, byteSize);
        }
        return address;
    }

    /**
     * Says that memory taken from the {@link #space()} directly, past the pool, is about to be written to. Without it such
     * memory is never given back to the system, and an arena may take it for zeroed after it was freed.
     *
     * @param offset the first unit
     */
    public void markTouched(long offset, long count) {
        Objects.checkFromIndexSize(offset, count, space.units());
        if (count > 0) {
            footprint.mark(offset, count);
        }
    }

    void requireOpen() {
        if (closed) {
            throw closedAlready();
        }
    }

    private IllegalStateException closedAlready() {
        return new IllegalStateException("pool " + name + " is closed");
    }

    /**
     * The buddy space that hands out the units. Offsets in it are units: a block's address is {@link #baseAddress()} plus
     * its offset times {@link #unit()}. Who allocates from it directly calls {@link #markTouched}.
     */
    public BuddySpace space() {
        return space;
    }

    /** The address of the first unit. */
    public long baseAddress() {
        return base;
    }

    /**
     * The whole region, whoever holds its parts: uninitialised, and valid until the pool is closed. Write only where you
     * hold a block: what is free may be dropped, handed out, or taken for zeroed at any time.
     */
    public MemorySegment memory() {
        return region.segment();
    }

    /** The region under the pool: what backs it, its page size, its file descriptor. Only the pool can close it. */
    public Region region() {
        return region;
    }

    /** What reports call this pool. */
    public String name() {
        return name;
    }

    /** The most bytes that can be handed out. */
    public long capacity() {
        return capacity;
    }

    /** Bytes of the smallest block. */
    public long unit() {
        return 1L << unitShift;
    }

    /** The largest alignment that a block can have: that of the largest block, or of the region where it is less. */
    public long maxAlignment() {
        return units.maxAlignment();
    }

    /** The pool's figures. Cost: a few reads a unit; nothing stops meanwhile, so under load they are estimates. */
    public PoolUsage usage() {
        spares.drain(this);
        long free = space.freeUnits() << unitShift;
        long used = capacity - free;
        return new PoolUsage(Math.max(0, used - slack.sum()), used, committedBytes(),
                region.reservedBytes(), capacity, free, largestFreeBlock());
    }

    /**
     * Bytes that are backed by memory at most, as {@link PoolUsage#committedBytes()}. Cost: a read, but of a pool of large pages or of a file that
     * existed one a few units.
     */
    public long committedBytes() {
        return footprint.committedBytes();
    }

    private long largestFreeBlock() {
        long[] blocks = space.freeBlocksByOrder();
        for (int order = blocks.length - 1; order >= 0; order--) {
            if (blocks[order] > 0) {
                return unit() << order;
            }
        }
        return 0;
    }

    /** Bytes of metadata beside the memory: the space's, the frame bits, the slack of blocks, what a file held. */
    public long metadataBytes() {
        return space.metadataBytes() + slack.byteSize() + footprint.byteSize();
    }

    /** The places that hold most, most first; empty unless the pool samples its sites. */
    public List<AllocationSite> topSites(int limit) {
        return sites == null ? List.of() : sites.top(limit);
    }

    /** Asks this listener for memory when the pool is full, after those added before. */
    public void addPressureListener(PressureListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    /** Asks this listener no more; answers whether it was asked so far. */
    public boolean removePressureListener(PressureListener listener) {
        return listeners.remove(listener);
    }

    /**
     * Gives all free memory in whole blocks of at least 32 KiB (or a page, where that is larger) back to the operating
     * system now; answers how many bytes. 0 where nothing that was handed out is free, and on systems that take nothing
     * back. What an existing file held and nobody was handed out since is left alone, and its neighbours within 32 KiB.
     *
     * @throws IllegalStateException where the pool is closed
     * @throws OperatingSystemException where the system refuses, as with a file on a file system that cannot punch holes
     */
    public long trim() {
        requireOpen();
        spares.drain(this);
        return footprint.trim();
    }

    /**
     * Tells this listener of each regular visit of the purge, before it looks for free memory. The pool knows it weakly: whoever adds it
     * keeps it. Pools that are not purged by themselves have no such visits: see {@link PoolBuilder#purge}.
     */
    public void addDecayListener(DecayListener listener) {
        decayListeners.add(Objects.requireNonNull(listener, "listener"));
    }

    /** Tells this listener no more; answers whether it was told so far. A call that has begun may still run. */
    public boolean removeDecayListener(DecayListener listener) {
        return decayListeners.remove(listener);
    }

    /** The purge's regular visit. */
    void decay() {
        decayListeners.tellDecay(this);
        spares.drain(this);
        footprint.decay();
    }

    /** More memory is committed than when last looked at. */
    void grows() {
        decayListeners.tellGrowth(this);
    }

    /** The state of the pool now, to be kept, compared and drawn. */
    public PoolSnapshot snapshot() {
        requireOpen();
        spares.drain(this);
        return PoolSnapshot.of(this);
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Unmaps the memory, live blocks included; closing twice does nothing.
     *
     * @throws IllegalStateException while an arena holds a block or a foreign call uses a segment of the pool; it stays
     *     open, and nobody notices but an arena that waited meanwhile
     */
    @Override
    public void close() {
        footprint.lock().lock();
        try {
            if (closed) {
                return;
            }
            closing = true;
            VarHandle.fullFence();
            try {
                closeUnlessLeased();
            } finally {
                closed = !region.segment().scope().isAlive();
                closing = closed;
            }
        } finally {
            footprint.lock().unlock();
            if (closed) {
                PurgeDaemon.instance().forget(this);
            }
        }
    }

    private void closeUnlessLeased() {
        spares.drain(this);
        long leases = slack.leases();
        if (leases > 0) {
            throw new IllegalStateException("pool " + name + " has " + leases
                    + " blocks leased to arenas: close the arenas before the pool");
        }
        region.unmap();
    }
}
