package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PoolRange;
import org.jspecify.annotations.Nullable;

/**
 * Leased blocks of a pool that serve one request together: one where there is one, else the fewest
 * that there are, in the order of their addresses. All of it is had, or nothing.
 *
 * @param addresses where each begins
 * @param byteSizes bytes of each: whole units, but of the last what is left of the request
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
record PieceLease(Leases leases, long[] addresses, long[] byteSizes) {
    /**
     * So often the free runs are looked at anew, as others may take one of those that were chosen.
     */
    private static final int ROUNDS = 8;

    /**
     * Leases so many bytes.
     *
     * @param grain a power of two that each block's address and size are multiples of, as far as
     *     the request is; 1 for whole units
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where too little is free, even after the pool's pressure
     *     listeners were asked
     */
    static PieceLease of(Pool pool, long byteSize, long grain) {
        PieceLease found = attempt(pool, byteSize, grain);
        return found != null ? found : demand(pool, byteSize, grain);
    }

    /** Asks the pool's listeners for room; what they free may lie apart as well. */
    private static PieceLease demand(Pool pool, long byteSize, long grain) {
        try {
            return one(pool.leases(), pool.leases().lease(byteSize, grain), byteSize);
        } catch (PoolExhaustedException exhausted) {
            PieceLease freed = attempt(pool, byteSize, grain);
            if (freed == null) {
                throw exhausted;
            }
            return freed;
        }
    }

    private static @Nullable PieceLease attempt(Pool pool, long byteSize, long grain) {
        long address = pool.leases().tryLease(byteSize, grain);
        return address != 0 ? one(pool.leases(), address, byteSize) : gather(pool, byteSize, grain);
    }

    /**
     * A lease of one block that the caller has leased; where it cannot be made, the block goes
     * back.
     */
    static PieceLease one(Leases leases, long address, long byteSize) {
        boolean made = false;
        try {
            PieceLease lease = new PieceLease(leases, new long[] {address}, new long[] {byteSize});
            made = true;
            return lease;
        } finally {
            if (!made) {
                leases.giveBack(address);
            }
        }
    }

    private static @Nullable PieceLease gather(Pool pool, long byteSize, long grain) {
        BlockPlaces places = BlockPlaces.of(pool);
        BuddySpace space = pool.space();
        long units = places.units(byteSize);
        long grainUnits = Math.max(1, grain >>> places.unitShift());
        for (int round = 0; round < ROUNDS; round++) {
            PieceChoice choice = new PieceChoice(grainUnits);
            space.flush();
            space.forEachFreeRun(0, space.units(), choice::add);
            if (choice.units() < units) {
                return null;
            }
            PieceLease leased = lease(pool.leases(), places, choice.choose(units), byteSize);
            if (leased != null) {
                return leased;
            }
            Thread.yield();
        }
        return null;
    }

    /** All of these runs, or none. */
    private static @Nullable PieceLease lease(Leases leases, BlockPlaces places, long[] runs, long byteSize) {
        int count = runs.length / 2;
        PieceLease pieces = new PieceLease(leases, new long[count], new long[count]);
        long left = byteSize;
        boolean complete = false;
        try {
            for (int each = 0; each < count; each++) {
                PoolRange run = places.range(runs[2 * each], runs[2 * each] + runs[2 * each + 1]);
                pieces.addresses[each] = leases.tryLeaseWithin(run, run.to() - run.from(), 1);
                if (pieces.addresses[each] == 0) {
                    return null;
                }
                pieces.byteSizes[each] = Math.min(left, run.to() - run.from());
                left -= pieces.byteSizes[each];
            }
            complete = true;
            return pieces;
        } finally {
            if (!complete) {
                pieces.giveBack();
            }
        }
    }

    /** How many blocks there are. */
    int count() {
        return addresses.length;
    }

    /** Bytes of all blocks. */
    long byteSize() {
        long sum = 0;
        for (long bytes : byteSizes) {
            sum += bytes;
        }
        return sum;
    }

    /** Gives all blocks back that were had. Needs nothing of the Java heap. */
    void giveBack() {
        for (long address : addresses) {
            if (address != 0) {
                leases.giveBack(address);
            }
        }
    }
}
