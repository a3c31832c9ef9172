package dev.cleave.memory;

import dev.cleave.record.Recorders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool's blocks for arenas, heaps and whatever else hands out parts of blocks: while one of them
 * is held, the pool cannot be closed, nobody frees it by mistake, and all of it counts as
 * requested. Whoever does not care what a block holds takes it by its address alone; an arena takes
 * it into a {@link Lease}, which says whether it must be zeroed.
 *
 * <p>Any thread may call anything, and may give back what another one leased. To give back makes no
 * Java object.
 */
public final class Leases {
    private final Units units;
    private final PoolLife life;
    private final Requests requests;
    private final Placement placement;
    private final Blocks blocks;
    private final SpareLeases spares;
    private final @Nullable AllocationSites sites;

    /** Whether holders tell of the parts that they hand out. */
    private final boolean cut;

    /** The same leases for holders who do. */
    private final Leases ofParts;

    Leases(
            Units units,
            PoolLife life,
            Requests requests,
            Placement placement,
            Blocks blocks,
            SpareLeases spares,
            @Nullable AllocationSites sites) {
        this(units, life, requests, placement, blocks, spares, sites, null);
    }

    private Leases(
            Units units,
            PoolLife life,
            Requests requests,
            Placement placement,
            Blocks blocks,
            SpareLeases spares,
            @Nullable AllocationSites sites,
            @Nullable Leases whole) {
        cut = whole != null;
        ofParts = whole != null ? this : new Leases(units, life, requests, placement, blocks, spares, sites, this);
        this.units = units;
        this.life = life;
        this.requests = requests;
        this.placement = placement;
        this.blocks = blocks;
        this.spares = spares;
        this.sites = sites;
    }

    /**
     * The address of a block of at least so many bytes, to be given back by
     * {@link #giveBack(long)}.
     *
     * @param byteAlignment a power of two, at most {@link Pool#maxAlignment()}
     * @throws IllegalArgumentException where the size is less than 1, or there is no such alignment
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where no free range is large enough, even after pressure
     *     listeners were asked
     */
    public long lease(long byteSize, long byteAlignment) {
        long count = units.of(byteSize);
        long offset = requests.demand(byteSize, count, units.order(byteAlignment));
        blocks.settleLease(offset, count, byteSize, cut, life);
        return units.address(offset);
    }

    /**
     * Returns where the caller has stack enough to give a block back: for whoever takes blocks out
     * of books of its own before it gives them back, and would lose one if the stack ended in
     * between. Cost: a quarter of a microsecond.
     *
     * @throws StackOverflowError where there is not; nothing was begun
     */
    public void requireStack() {
        StackRoom.require();
    }

    /**
     * As {@link #lease(long, long)}, but 0 where no free range is large enough, and without asking
     * pressure listeners.
     */
    public long tryLease(long byteSize, long byteAlignment) {
        long count = units.of(byteSize);
        return settled(requests.attemptQuietly(count, units.order(byteAlignment)), count, byteSize);
    }

    /**
     * As {@link #lease(long, long)}, into a lease that holds no block: it stays so where this
     * fails.
     */
    public void lease(Lease into, long byteSize, long byteAlignment) {
        requireEmpty(into);
        long count = units.of(byteSize);
        long offset = requests.demand(byteSize, count, units.order(byteAlignment));
        int recording = cut ? Recorders.ofAllocations() : 0;
        boolean zero = blocks.settleLease(offset, count, byteSize, cut, life);
        into.hold(units.address(offset), byteSize, zero, recording);
    }

    /**
     * As {@link #tryLease(long, long)}, into a lease that holds no block; answers whether it holds
     * one now.
     */
    public boolean tryLease(Lease into, long byteSize, long byteAlignment) {
        requireEmpty(into);
        long count = units.of(byteSize);
        long offset = requests.attemptQuietly(count, units.order(byteAlignment));
        if (offset < 0) {
            return false;
        }
        int recording = cut ? Recorders.ofAllocations() : 0;
        boolean zero = blocks.settleLease(offset, count, byteSize, cut, life);
        into.hold(units.address(offset), byteSize, zero, recording);
        return true;
    }

    /**
     * Leases the lowest block of so many bytes within a range, to be given back by
     * {@link #giveBack(long)}. No pressure listener is asked, and a refusal counts as no failure of
     * the pool: whoever chooses places asks for many. Cost: a read for each 64 units of the range.
     *
     * @return its address, or 0 where none is free there
     * @throws IllegalArgumentException where the size is less than 1, or there is no such alignment
     * @throws IllegalStateException where the pool is closed
     */
    public long tryLeaseWithin(PoolRange range, long byteSize, long byteAlignment) {
        long count = units.of(byteSize);
        return settled(placement.findWithin(range, count, units.order(byteAlignment)), count, byteSize);
    }

    /**
     * As {@link #tryLeaseWithin}, but anywhere outside of these ranges: no byte of its units lies
     * in one.
     */
    public long tryLeaseOutside(List<PoolRange> ranges, long byteSize, long byteAlignment) {
        long count = units.of(byteSize);
        return settled(placement.findOutside(ranges, count, units.order(byteAlignment)), count, byteSize);
    }

    private long settled(long offset, long count, long byteSize) {
        if (offset < 0) {
            return 0;
        }
        blocks.settleLease(offset, count, byteSize, cut, life);
        return units.address(offset);
    }

    private static void requireEmpty(Lease into) {
        if (into.isHeld()) {
            throw new IllegalStateException("the lease holds the block at 0x" + Long.toHexString(into.address())
                    + ": give it back first");
        }
    }

    /**
     * A lease of one unit for a short-lived arena: that of the caller's stripe of threads, with the
     * block of its last such arena if one waits, or a new one where another arena has it. It goes
     * back by {@link #giveBack(Lease)} to the stripe that it came from.
     *
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where no unit is free, even after pressure listeners were
     *     asked
     */
    public Lease leaseSpare() {
        Lease lease = spares.claim();
        if (lease != null && lease.isHeld()) {
            if (Recorders.current() != null || lease.recording != 0) {
                tellReopened(lease);
            }
            return lease;
        }
        return lease == null ? leaseOrdinary() : leaseFirst(lease);
    }

    private void tellReopened(Lease spare) {
        Recorders recorders = Recorders.current();
        if (recorders != null && cut) {
            recorders.reopened(blocks.number(), units.offsetOf(spare.address()), units.shift());
        }
        spare.recording = cut ? Recorders.ofAllocations() : 0;
    }

    private Lease leaseOrdinary() {
        Lease lease = new Lease();
        lease(lease, units.unit(), 1);
        return lease;
    }

    /** The slot is claimed but empty: if no block can be had for it, it must not stay claimed. */
    private Lease leaseFirst(Lease claimed) {
        try {
            lease(claimed, units.unit(), 1);
            return claimed;
        } finally {
            if (!claimed.isHeld()) {
                spares.giveBackEmpty(claimed);
            }
        }
    }

    /**
     * Takes back the block of a lease, which holds none from then on, and must not be used any more
     * where it came from {@link #leaseSpare}.
     *
     * @throws IllegalArgumentException where it holds none, or is not of this pool, or where the
     *     block is not leased; nothing is changed
     */
    public void giveBack(Lease lease) {
        if (lease.stripe == Lease.NO_SPARE) {
            giveBack(lease.address());
            lease.drop();
        } else {
            if (Recorders.current() != null) {
                tellLeft(lease);
            }
            if (!spares.giveBack(lease)) {
                throw blocks.notHeld(lease);
            }
        }
    }

    /**
     * Takes back a leased block by its address.
     *
     * @throws IllegalArgumentException where no leased block of this pool begins there; nothing is
     *     changed
     */
    public void giveBack(long address) {
        blocks.free(address, true);
    }

    /**
     * Makes a leased block longer or shorter where it lies: as {@link Pool#resize}, for whoever
     * took it here.
     *
     * @throws IllegalArgumentException where the size is less than 1, or no leased block of this
     *     pool begins there; nothing is changed
     */
    public boolean resize(long address, long byteSize) {
        return blocks.resize(address, byteSize, true, cut);
    }

    private void tellLeft(Lease spare) {
        Recorders recorders = Recorders.current();
        if (recorders != null && spare.isHeld()) {
            recorders.left(blocks.number(), units.offsetOf(spare.address()), units.shift(), units.unit());
        }
    }

    // ---------------------------------------------------------------------------------------------------------- parts

    /**
     * These leases, for a holder that tells of each part of a block that it hands out, by
     * {@link #handedOut} and {@link #takenBack} or by {@link #cutOff}: then a recording may have the
     * parts in place of the blocks. Either gives back what was leased by the other.
     */
    public Leases ofParts() {
        return ofParts;
    }

    /**
     * A part of a leased block is about to be its user's: for recordings, of which one may be under
     * way. Cost: nothing, while nobody records.
     */
    public void handedOut(long address, long byteSize) {
        Recorders recorders = Recorders.current();
        if (recorders != null) {
            recorders.partAllocated(blocks.number(), address - units.base(), byteSize);
        }
    }

    /**
     * A part is about to be free. What is not told of is free when the block is given back.
     *
     * @param byteSize as it was handed out, or the most that it can have been where that is not known
     */
    public void takenBack(long address, long byteSize) {
        Recorders recorders = Recorders.current();
        if (recorders != null) {
            recorders.partFreed(blocks.number(), address - units.base(), byteSize);
        }
    }

    /**
     * As {@link #handedOut}, for a holder who does not know what it has handed out when a recording
     * begins: parts of blocks that it had before are not told of.
     *
     * @param recording of the block's {@link Lease#recording()}
     */
    public void cutOff(int recording, long address, long byteSize) {
        if (recording != 0 && recording == Recorders.ofAllocations()) {
            handedOut(address, byteSize);
        }
    }

    /**
     * From now on these parts are told of when a recording begins. They are known weakly: whoever
     * hands them out keeps the object.
     */
    public void register(LeasedParts parts) {
        Observation.instance().watch(blocks.number(), units.base(), parts);
    }

    /** What is held now; of a child its own alone. Cost: a walk over all blocks. */
    public LeaseReport report() {
        spares.drain();
        BlockTally held = new BlockTally(sites);
        blocks.forEach((address, byteSize, leased) -> {
            if (leased) {
                held.add(address, byteSize, blocks.childOf(address));
            }
        });
        return held.report(units.name());
    }
}
