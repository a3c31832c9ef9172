package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.function.LongSupplier;

/**
 * Holds a limit on the memory that is free and committed. Whoever frees what exceeds it gives the highest of it back to the operating system, until
 * half of the limit is left, and goes down to single pages where whole grains do not suffice.
 *
 * <p>Frees are counted by stripes ({@link FreeingAllowance}), and only who has used up a share looks at the whole: between two looks no more is
 * freed than the limit has room for, and at least a sixteenth of it. Cost of a free: an atomic addition; of a look: a read for each 64 units of the pool.
 */
final class DirtyLimit {
    /** Bytes that may be free and committed where nothing was said. */
    static final long NONE = Long.MAX_VALUE;

    /** Memory goes back where less than this part of the limit has room, and so much may be freed until the next look in any case. */
    private static final int MARGIN = 8;

    /** What stays is this part of the limit. */
    private static final int REST = 2;

    private final String pool;
    private final BuddySpace space;
    private final Purge purge;
    private final int unitShift;
    private final LongSupplier dirtyBytes;
    private final long limit;
    private final FreeingAllowance allowance;
    private final FailureLog failures =
            new FailureLog("what is free beyond the dirty limit could not be given back, and is tried again, in pool");

    /** Somebody has used up an allowance, and nobody has looked since. */
    private volatile boolean wanted;

    /**
     * The limit of a pool.
     *
     * @param unitShift a unit is this power of two of bytes
     * @param dirtyBytes tells how much is committed that can be given back when it is free
     * @param limit bytes, 0 or more
     */
    DirtyLimit(String pool, BuddySpace space, Purge purge, int unitShift, LongSupplier dirtyBytes, long limit) {
        this.pool = pool;
        this.space = space;
        this.purge = purge;
        this.unitShift = unitShift;
        this.dirtyBytes = dirtyBytes;
        this.limit = limit;
        allowance = new FreeingAllowance(space.stripes());
    }

    /** Counts units that the space has back already. Throws nothing, as the block is not the caller's any more. */
    void freed(long units) {
        try {
            if (allowance.spend(units)) {
                wanted = true;
                lookIfWanted();
            }
        } catch (Throwable failure) {
            failures.failed(pool, failure);
        }
    }

    /**
     * Looks, if somebody wanted to and could not, as another had the purge's lock: to be called by whoever has just left that lock. So either
     * the one sees the lock free, or the other sees what is wanted. Each turn is for a look that was wanted during the last one.
     */
    void lookIfWanted() {
        while (wanted) {
            StackRoom.require();
            if (!purge.lock().tryEnter()) {
                return;
            }
            try {
                wanted = false;
                look();
                failures.succeeded();
            } catch (Throwable failure) {
                failures.failed(pool, failure);
            } finally {
                purge.lock().holder = null;
            }
        }
    }

    private void look() {
        long excess = excess();
        try {
            if (excess > limit - limit / MARGIN - limit / REST) {
                excess = giveBack(excess);
            }
        } finally {
            long room = limit - limit / REST - excess;
            allowance.renew(Math.max(room, limit / MARGIN) >>> unitShift);
        }
    }

    /** Bytes that are free and committed beyond what may stay; less than 0 where more may. */
    private long excess() {
        allowance.note();
        long used = space.units() - space.freeUnits() << unitShift;
        return Math.max(0, dirtyBytes.getAsLong() - used) - limit / REST;
    }

    /** Gives so much back, if so much can be: grains first, then pages. Answers what is too much then. */
    private long giveBack(long excess) {
        space.flush();
        PurgeEvent event = PurgeEvent.started();
        long before = dirtyBytes.getAsLong();
        long left = drop(drop(excess, false), true);
        event.finished(pool, before - dirtyBytes.getAsLong(), Purge.Pass.LIMIT);
        return left;
    }

    /** A drop counts clean pages beside dirty ones: it is repeated until enough is gone, or nothing is left that can go. */
    private long drop(long excess, boolean pages) {
        long left = excess;
        for (long dropped = 1; left > 0 && dropped > 0; left = excess()) {
            dropped = purge.drop(left, pages);
        }
        return left;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return allowance.byteSize();
    }
}
