package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bounded amount of native memory, handed out in blocks by a {@link BuddySpace}: allocated by any
 * thread, freed by any thread, exact to one unit, and given back to the operating system when it
 * has been free for a while.
 *
 * <p>Sizes, offsets and addresses are in bytes. Memory is not zeroed: a block holds whatever its
 * last holder left there. An allocation and its free cost a few nanoseconds more than those of the
 * space, and make no garbage where they deal in addresses. Only these calls wait: {@link #trim()}
 * and {@link #close()}; a request about to fail while the purge holds a block, for one chunk (2 MiB
 * as a rule); and an arena that meets a closing, for its end.
 *
 * <p><strong>Failure.</strong> A call that throws leaves the pool as it was, whatever it throws:
 * also where the Java heap is full, or a listener fails. The one exception is
 * {@link StackOverflowError}: a call that comes to the end of its thread's stack may lose the block
 * that it was about, and what the space had in its hands: one of its magazines at most. No lock
 * stays held.
 *
 * <p>Closing ends the lifetime of every segment of the pool: using one throws
 * {@link IllegalStateException}. Raw addresses cannot be watched: whoever uses one after closing,
 * or after freeing it, reads or writes what is not theirs.
 */
public final class Pool implements AutoCloseable {
    /** All that the pool is made of. */
    private final PoolParts parts;

    /** Parts that are needed often. */
    private final BuddySpace space;

    private final Region region;
    private final Units units;
    private final PoolLife life;
    private final Blocks blocks;
    private final Requests requests;

    /** Null for a pool that is nobody's child; a child shares the listeners with it. */
    private final @Nullable Pool parent;

    private final PressureListeners listeners;
    private final DecayListeners decayListeners;

    Pool(PoolBuilder settings, BuddySpace space, Region region) {
        parent = null;
        decayListeners = new DecayListeners();
        listeners = new PressureListeners(this, settings.listeners());
        long maxAlignment = Math.min(1L << settings.unitShift() + space.maxOrder(), region.byteAlignment());
        units = new Units(settings.name(), region.address(), space.units() << settings.unitShift(),
                settings.unitShift(), maxAlignment);
        parts = PoolParts.of(SharedParts.of(units, space, region, settings.footprint(), settings.bytesPerSample(),
                this::grows), listeners);
        this.space = space;
        this.region = region;
        life = parts.life();
        blocks = parts.blocks();
        requests = parts.requests();
        if (settings.purgePeriod() > 0) {
            PurgeDaemon.instance().watch(this, settings.purgePeriod());
        }
        Observation.instance().watch(parts);
    }

    private Pool(Pool parent, ChildAccount account) {
        this.parent = parent;
        decayListeners = parent.decayListeners;
        listeners = parent.listeners;
        parts = parent.parts.ofChild(account, listeners, listeners.of(this));
        space = parent.space;
        region = parent.region;
        units = parts.units();
        life = parts.life();
        blocks = parts.blocks();
        requests = parts.requests();
    }

    /** Settings of a pool, with defaults for all of them. */
    public static PoolBuilder builder() {
        return new PoolBuilder();
    }

    // ------------------------------------------------------------------------------------------------------- children

    /**
     * A part of this pool's budget under a name of its own: a pool whose blocks are of this one's
     * space, and are accounted to it. Whatever takes a pool takes a child: heaps, arenas, adapters.
     * What it holds is told by {@link #children()}; its cap is exact, whichever threads allocate,
     * and promises no memory: the children's caps may be more together than the pool has. Cost: an
     * atomic addition more for each block that is allocated or freed, and two bytes for each unit
     * near one.
     *
     * <p>A child frees and resizes its own blocks alone. Its pool may free and resize any; the
     * child that took a block is credited. At its cap a child asks its own pressure listeners;
     * where the pool is full, those of all are asked. Purge and memory are the pool's:
     * {@link #baseAddress()}, {@link #capacity()}, {@link #space()}, {@link #snapshot()} and
     * {@link #trim()} of a child are of the whole pool.
     *
     * <p>Close it when nothing of it is held. It ends with the pool at the latest.
     *
     * @param name what reports call it, not blank, and no other open child's
     * @param capBytes the most bytes that its blocks may have together, in whole units: 1 to
     *     {@link Long#MAX_VALUE}; one below a unit allows nothing
     * @throws IllegalArgumentException where the name or the cap is not as it must be; nothing is
     *     changed
     * @throws IllegalStateException where the pool is closed, is a child itself, or has 65,535
     *     children
     */
    public Pool child(String name, long capBytes) {
        return makeChild(name, capBytes, null);
    }

    /**
     * As {@link #child(String, long)}, with rules of its own beside the cap: who may have a block,
     * and where it lies. They are asked for every block, and cost what they cost.
     *
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public Pool child(String name, long capBytes, ChildRules rules) {
        return makeChild(name, capBytes, Objects.requireNonNull(rules, "rules"));
    }

    private Pool makeChild(String name, long capBytes, @Nullable ChildRules rules) {
        if (parent != null) {
            throw new IllegalStateException("pool " + name() + " is a child, which has no children: make them of pool "
                    + parent.name());
        }
        SturdyLock lock = parts.shared().lock();
        boolean entered = lock.enter();
        try {
            life.requireOpen();
            Pool child = new Pool(this, parts.shared().children().account(name, capBytes, rules));
            parts.join(child.parts);
            return child;
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /**
     * What each child holds, of those that are open or hold blocks: the report of who has this
     * pool's memory. None for a child. Cost: little.
     */
    public List<ChildUsage> children() {
        return parent != null ? List.of() : parts.shared().children().usage();
    }

    /** The pool that this is a child of, if it is one. */
    public Optional<Pool> parent() {
        return Optional.ofNullable(parent);
    }

    /**
     * What this child holds, and what was refused to it; empty for a pool that is nobody's child.
     */
    public Optional<ChildUsage> childUsage() {
        return Optional.ofNullable(parts.child()).map(child -> child.usage(units.shift()));
    }

    /**
     * The most bytes that this pool can hold at once: a child's cap in whole units, or
     * {@link #capacity()} where that is less.
     */
    public long cap() {
        return parts.cap();
    }

    /**
     * Changes the most bytes that this child can hold, at once and exactly: it never holds more
     * than a cap that was set. Where this is refused, requests of other threads may be refused
     * meanwhile that the old cap allows.
     *
     * @param capBytes as in {@link #child(String, long)}
     * @return whether it is changed: not, where the child holds more
     * @throws IllegalArgumentException where the cap is less than 1; nothing is changed
     * @throws IllegalStateException where this is no child
     */
    public boolean changeCap(long capBytes) {
        Children.Child child = parts.child();
        if (child == null) {
            throw new IllegalStateException("pool " + name() + " is nobody's child: its capacity cannot be changed");
        }
        parts.shared().children().requireCap(child.account().name(), capBytes);
        parts.spares().drain();
        return child.account().changeCap(capBytes);
    }

    /**
     * Bytes that can still be handed out, scattered or not; to a child what its cap and the pool
     * leave. Cost: as {@link #usedBytes()}.
     */
    public long freeBytes() {
        long left = Math.max(0, cap() - usedBytes());
        return parent == null ? left : Math.min(left, parent.freeBytes());
    }

    // ------------------------------------------------------------------------------------------------------- allocate

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
     * A block of exactly this many bytes with an address that is a multiple of the alignment; it
     * uses no more than any other of its size.
     *
     * @param byteAlignment a power of two, at most {@link #maxAlignment()}
     * @throws IllegalArgumentException where the size is less than 1, or there is no such alignment
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where no free range is large enough behind any such address
     */
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return segment(allocateAddress(byteSize, byteAlignment), byteSize);
    }

    /**
     * As {@link #allocate(long, long)}, or nothing where the pool is full even after its pressure
     * listeners were asked.
     */
    public Optional<MemorySegment> tryAllocate(long byteSize, long byteAlignment) {
        long address = tryAllocateAddress(byteSize, byteAlignment);
        return address == 0 ? Optional.empty() : Optional.of(segment(address, byteSize));
    }

    /** A block as a segment; if that cannot be made, the block goes back. */
    private MemorySegment segment(long address, long byteSize) {
        boolean made = false;
        try {
            MemorySegment segment = region.segment().asSlice(address - units.base(), byteSize);
            made = true;
            return segment;
        } finally {
            if (!made) {
                blocks.free(address, false);
            }
        }
    }

    /** The address of a block, as {@link #allocate(long)} would find it; makes no Java object. */
    public long allocateAddress(long byteSize) {
        return allocateUnits(byteSize, 0);
    }

    /**
     * The address of a block, as {@link #allocate(long, long)} would find it; makes no Java object.
     */
    public long allocateAddress(long byteSize, long byteAlignment) {
        return allocateUnits(byteSize, units.order(byteAlignment));
    }

    private long allocateUnits(long byteSize, int alignment) {
        long count = units.of(byteSize);
        return blocks.settle(requests.demand(byteSize, count, alignment), count, byteSize);
    }

    /**
     * The address of a block, or 0 where the pool is full even after its pressure listeners were
     * asked.
     */
    public long tryAllocateAddress(long byteSize) {
        return tryAllocateUnits(byteSize, 0);
    }

    /**
     * As {@link #allocateAddress(long, long)}, or 0 where the pool is full even after its pressure
     * listeners were asked.
     */
    public long tryAllocateAddress(long byteSize, long byteAlignment) {
        return tryAllocateUnits(byteSize, units.order(byteAlignment));
    }

    private long tryAllocateUnits(long byteSize, int alignment) {
        long count = units.of(byteSize);
        long offset = requests.attempt(byteSize, count, alignment);
        return offset < 0 ? 0 : blocks.settle(offset, count, byteSize);
    }

    /**
     * Allocates the block of so many bytes that begins at an address, if all of it is free: as any
     * other block, but no pressure listener is asked.
     *
     * @param address of a unit of this pool
     * @return whether it was free and is the caller's now
     * @throws IllegalArgumentException where the size is less than 1, or no unit of this pool
     *     begins at the address
     * @throws IllegalStateException where the pool is closed
     */
    public boolean tryAllocateAt(long address, long byteSize) {
        return parts.placement().at(address, byteSize);
    }

    /**
     * Allocates the lowest block of so many bytes within a range: as any other block, but no
     * pressure listener is asked. Cost: a read for each 64 units of the range.
     *
     * @return its address, or 0 where none is free there
     * @throws IllegalArgumentException where the size is less than 1, or there is no such alignment
     * @throws IllegalStateException where the pool is closed
     */
    public long tryAllocateWithin(PoolRange range, long byteSize, long byteAlignment) {
        return parts.placement().within(range, byteSize, byteAlignment);
    }

    /**
     * As {@link #tryAllocateWithin}, but anywhere outside of these ranges: no byte of its units
     * lies in one.
     */
    public long tryAllocateOutside(List<PoolRange> ranges, long byteSize, long byteAlignment) {
        return parts.placement().outside(ranges, byteSize, byteAlignment);
    }

    /**
     * Blocks for arenas, heaps and whatever else hands out parts of blocks: the pool refuses to be
     * closed while one is held, and to free or resize it for anybody else.
     */
    public Leases leases() {
        return parts.leases();
    }

    // ------------------------------------------------------------------------------------------------- free and resize

    /**
     * Takes back a block by its segment, or by any segment that begins where it begins; any thread
     * may. Makes no Java object.
     *
     * @throws IllegalArgumentException where no live block of this pool begins there, or a leased
     *     one does; nothing is changed
     * @throws IllegalStateException where the pool is closed
     */
    public void free(MemorySegment block) {
        if (!block.isNative()) {
            throw new IllegalArgumentException("a segment on the Java heap is no block of pool " + name()
                    + ": free what the pool allocated, or its address");
        }
        free(block.address());
    }

    /**
     * Takes back a block by its address; any thread may. Makes no Java object. A second free is not
     * noticed if the address was handed out again in between: it takes the block from its new
     * holder, unless that is an arena or a heap.
     *
     * @throws IllegalArgumentException where no live block of this pool begins there, or a leased
     *     one does; nothing is changed
     * @throws IllegalStateException where the pool is closed
     */
    public void free(long address) {
        life.requireOpen();
        blocks.free(address, false);
    }

    /**
     * Makes a block longer or shorter where it lies. Shorter is always possible, and gives whole
     * units back; longer is where the memory behind the block is free. What was in it stays; what
     * comes to it holds whatever its last holder left there. A segment of the block keeps its old
     * size: {@link #memory()} has slices of the new one. No pressure listener is asked, and what a
     * purge has in its hands at that moment counts as taken. While the call lasts, a free or
     * another resize of the block waits a moment, and is refused if that was too short.
     *
     * @param byteSize bytes that the block is to have, 1 or more
     * @return whether it has so many now; if not, or if it fails, it is as it was
     * @throws IllegalArgumentException where the size is less than 1, no live block of this pool
     *     begins there, or a leased one does; nothing is changed
     * @throws IllegalStateException where the pool is closed
     */
    public boolean resize(long address, long byteSize) {
        life.requireOpen();
        return blocks.resize(address, byteSize, false, false);
    }

    /**
     * Visits every allocated block, the lowest address first: those that the pool handed out, not
     * what was taken from the {@link #space()} past it. Nothing stops meanwhile: what is visited
     * may be freed already. Cost: a read for each unit in which no block lies, and two for each
     * block.
     */
    public void forEachBlock(PoolBlockVisitor visitor) {
        life.requireOpen();
        parts.spares().drain();
        blocks.forEach(visitor);
    }

    /**
     * Whose the block is that begins at an address, and, where the pool {@linkplain
     * PoolBuilder#sampleEvery samples} and the block was sampled, who allocated it and when. Empty
     * where no block of this pool begins there: a block of a child is its pool's too. Nothing stops
     * meanwhile: what is told may be freed already. Cost: some reads, and for a sampled block the
     * words of its place.
     */
    public Optional<BlockOrigin> originOf(long address) {
        life.requireOpen();
        return blocks.originOf(address);
    }

    /**
     * Says that memory taken from the {@link #space()} directly, past the pool, is about to be
     * written to. Without it such memory is never given back to the system, and an arena may take
     * it for zeroed after it was freed.
     *
     * @param offset the first unit
     */
    public void markTouched(long offset, long count) {
        Objects.checkFromIndexSize(offset, count, space.units());
        if (count > 0) {
            parts.shared().footprint().mark(offset, count);
        }
    }

    // --------------------------------------------------------------------------------------------------------- memory

    /**
     * The buddy space that hands out the units. Offsets in it are units: a block's address is
     * {@link #baseAddress()} plus its offset times {@link #unit()}. Whoever allocates from it
     * directly must call {@link #markTouched}, and free there too: the pool knows nothing of such
     * blocks.
     */
    public BuddySpace space() {
        return space;
    }

    /** The address of the first unit. */
    public long baseAddress() {
        return units.base();
    }

    /**
     * The whole region, whoever holds its parts: uninitialised, and valid until the pool is closed.
     * Write only to blocks that you hold. Free memory may be dropped, handed out or taken for
     * zeroed at any time.
     */
    public MemorySegment memory() {
        return region.segment();
    }

    /**
     * The region under the pool: what backs it, its page size, its file descriptor. Only the pool
     * can close it.
     */
    public Region region() {
        return region;
    }

    /** What reports call this pool. */
    public String name() {
        return units.name();
    }

    /** The most bytes that can be handed out. */
    public long capacity() {
        return units.capacity();
    }

    /** Bytes of the smallest block. */
    public long unit() {
        return units.unit();
    }

    /**
     * The largest alignment that a block can have: that of the largest block, or of the region
     * where it is less.
     */
    public long maxAlignment() {
        return units.maxAlignment();
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /**
     * The pool's figures. Cost: two bytes are read for each unit near one that was ever handed out,
     * some 85 µs a GiB of 4 KiB units, and the words of the space, some microseconds a GiB; other
     * threads go on meanwhile, so under load the figures are estimates. {@link #usedBytes()} and
     * {@link #committedBytes()} are for whoever asks often.
     */
    public PoolUsage usage() {
        return parts.figures().usage();
    }

    /**
     * Bytes handed out, in whole units, as {@link PoolUsage#usedBytes()}. Cost: a read for each 64
     * units, some ten microseconds for 64 GiB of 4 KiB units; makes no Java object, and disturbs
     * nobody.
     */
    public long usedBytes() {
        return parts.figures().usedBytes();
    }

    /**
     * How many blocks were handed out and taken back, and how many requests refused. Cost: a read
     * for each of 64 stripes of threads.
     */
    public PoolCounts counts() {
        return new PoolCounts(parts.counters().handedOut(), parts.counters().takenBack(), parts.failures().sum());
    }

    /**
     * Bytes that are backed by memory at most, as {@link PoolUsage#committedBytes()}. Cost: a read,
     * but of a pool of large pages or of a file that existed one a few units.
     */
    public long committedBytes() {
        return parts.figures().committedBytes();
    }

    /**
     * Bytes of free memory given back to the operating system since the pool was opened: when they
     * had been free for a while, by {@link #trim()}, and where a growing pool or a limit asked for
     * it. What was committed again and given back again counts twice. Cost: a read.
     */
    public long purgedBytes() {
        return parts.shared().footprint().purge().droppedBytes();
    }

    /**
     * Bytes of metadata beside the memory: the space's, the frame bits, the book of blocks, what a
     * file held.
     */
    public long metadataBytes() {
        return parts.metadataBytes();
    }

    /** The places that hold most, most first; empty unless the pool samples its sites. */
    public List<AllocationSite> topSites(int limit) {
        return parts.figures().topSites(limit);
    }

    /** The state of the pool now, to be kept, compared and drawn. */
    public PoolSnapshot snapshot() {
        life.requireOpen();
        return parts.figures().snapshot();
    }

    // ------------------------------------------------------------------------------------------------------- listeners

    /** Asks this listener for memory when the pool is full, after those added before. */
    public void addPressureListener(PressureListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"), this);
    }

    /** Asks this listener no more; answers whether it was asked so far. */
    public boolean removePressureListener(PressureListener listener) {
        return listeners.remove(listener, this);
    }

    /**
     * Tells this listener of each regular visit of the purge, before it looks for free memory. The
     * pool knows it weakly: whoever adds it keeps it. Pools that are not purged by themselves have
     * no such visits: see {@link PoolBuilder#purge}.
     */
    public void addDecayListener(DecayListener listener) {
        decayListeners.add(Objects.requireNonNull(listener, "listener"), this);
    }

    /**
     * Tells this listener no more; answers whether it was told so far. A call that has begun may
     * still run.
     */
    public boolean removeDecayListener(DecayListener listener) {
        return decayListeners.remove(listener, this);
    }

    // ----------------------------------------------------------------------------------------------- purge and closing

    /**
     * Gives all free memory in whole blocks of at least 32 KiB (or a page, where that is larger)
     * back to the operating system now; answers how many bytes. 0 where no free memory is
     * committed, or the system takes none back. What an existing file held and nobody was handed
     * out since is left alone, and its neighbours within 32 KiB.
     *
     * @throws IllegalStateException where the pool is closed
     * @throws OperatingSystemException where the system refuses, as with a file on a file system
     *     that cannot punch holes
     */
    public long trim() {
        life.requireOpen();
        if (parent != null) {
            return parent.trim();
        }
        parts.spares().drain();
        return parts.shared().footprint().trim();
    }

    /** The purge's regular visit. */
    void decay() {
        decayListeners.tellDecay();
        parts.spares().drain();
        parts.shared().footprint().decay();
    }

    /** More memory is committed than when last looked at. */
    void grows() {
        decayListeners.tellGrowth();
    }

    /** Whether the pool was closed. Its figures tell nothing then. Cost: a read. */
    public boolean isClosed() {
        return life.isClosed();
    }

    /**
     * Unmaps the memory, live blocks included; closing twice does nothing.
     *
     * @throws IllegalStateException while an arena, a heap or an object cache holds a block, which
     *     the message tells (who, where the pool {@linkplain PoolBuilder#sampleEvery samples}), or
     *     a foreign call uses a segment of the pool; it stays open, and nobody notices but an arena
     *     that waited meanwhile
     */
    @Override
    public void close() {
        close(false);
    }

    /**
     * Closes the pool under whoever still holds blocks of it, and answers who did: the last resort
     * where an arena or a heap was lost that {@link #close()} waits for.
     *
     * <p>All segments of the pool and of trusted arenas end: using one throws. Segments of confined
     * and checked arenas, and raw addresses, also a heap's, are not watched: reading from one gives
     * anything, and what is written is lost; it harms no other memory, and the process goes on, as
     * the address range stays the pool's until the process ends. Its memory goes back to the
     * system, unless it lies in a file or memfd, or the system takes nothing back. Arenas and heaps
     * over the pool can still be closed; they refuse to grow.
     *
     * @return the blocks that were held; if there were none, and where the pool was closed before,
     *     it does just what {@link #close()} does
     * @throws IllegalStateException while a foreign call uses a segment of the pool; it stays open
     * @throws OperatingSystemException where the system refuses to take the memory back; the pool
     *     is closed
     */
    public LeaseReport closeAbandoning() {
        LeaseReport held = close(true);
        return held == null ? LeaseReport.none(name()) : held;
    }

    private @Nullable LeaseReport close(boolean abandoning) {
        try {
            return parts.closing().run(abandoning);
        } finally {
            if (life.isClosed() && parent != null) {
                listeners.forget(this);
            } else if (life.isClosed()) {
                PurgeDaemon.instance().forget(this);
                Observation.instance().forget(parts);
            }
        }
    }
}
