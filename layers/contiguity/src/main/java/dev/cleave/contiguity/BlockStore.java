package dev.cleave.contiguity;

import dev.cleave.memory.Leases;
import dev.cleave.memory.PoolRange;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Where movable blocks come from and go back to: leases of the pool, and what reservations lend.
 * Any thread may call anything. A place that was found is the caller's until it is given back.
 */
final class BlockStore {
    /** The answer where there is no place. */
    static final long NONE = 0;

    private final Leases leases;

    /** Null where the pool is not grouped. */
    private final @Nullable MobilityGroups groups;

    private final List<LentRange> lenders = new CopyOnWriteArrayList<>();

    BlockStore(Leases leases, @Nullable MobilityGroups groups) {
        this.leases = leases;
        this.groups = groups;
    }

    // --------------------------------------------------------------------------------------------------------- lenders

    void addLender(LentRange lender) {
        lenders.add(lender);
    }

    void removeLender(LentRange lender) {
        lenders.remove(lender);
    }

    /** The reservation in which an address lies, or null. */
    @Nullable
    LentRange lenderOf(long address) {
        for (LentRange lender : lenders) {
            if (lender.contains(address)) {
                return lender;
            }
        }
        return null;
    }

    // ---------------------------------------------------------------------------------------------------------- places

    /**
     * A place for a new block: in a reservation, so that the pool keeps room for what cannot move;
     * else in the pool, whose exceptions this throws.
     */
    long allocate(Mobility mobility, long byteSize, long byteAlignment) {
        long lent = lend(byteSize, byteAlignment);
        if (lent != NONE) {
            return lent;
        }
        return groups == null
                ? leases.lease(byteSize, byteAlignment)
                : groups.allocate(mobility, byteSize, byteAlignment);
    }

    /** As {@link #allocate}, or {@link #NONE}; no pressure listener is asked. */
    long tryAllocate(long byteSize, long byteAlignment) {
        long lent = lend(byteSize, byteAlignment);
        return lent != NONE ? lent : tryPool(byteSize, byteAlignment);
    }

    /**
     * A place in the pool outside of all reservations, or {@link #NONE}; no pressure listener is
     * asked.
     */
    long tryPool(long byteSize, long byteAlignment) {
        return groups == null
                ? leases.tryLease(byteSize, byteAlignment)
                : groups.tryAllocate(Mobility.MOVABLE, byteSize, byteAlignment);
    }

    /** A place within a range of the pool, or {@link #NONE}. */
    long tryWithin(PoolRange range, long byteSize, long byteAlignment) {
        return adopted(leases.tryLeaseWithin(range, byteSize, byteAlignment));
    }

    /** A place in the pool outside of these ranges, or {@link #NONE}. */
    long tryOutside(List<PoolRange> ranges, long byteSize, long byteAlignment) {
        return adopted(leases.tryLeaseOutside(ranges, byteSize, byteAlignment));
    }

    /**
     * Says that a block which was leased past the store, or of which nothing was found, is movable;
     * answers its address.
     */
    long adopted(long address) {
        return address == NONE || groups == null ? address : groups.adopt(address, Mobility.MOVABLE);
    }

    /** A place that a reservation lends, or {@link #NONE}. */
    long lend(long byteSize, long byteAlignment) {
        for (LentRange lender : lenders) {
            long lent = lender.lend(byteSize, byteAlignment);
            if (lent != NONE) {
                return lent;
            }
        }
        return NONE;
    }

    /** Takes back a place. */
    void giveBack(long address) {
        LentRange lender = lenderOf(address);
        if (lender != null) {
            lender.giveBack(address);
        } else if (groups != null) {
            groups.free(address);
        } else {
            leases.giveBack(address);
        }
    }
}
