package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import org.jspecify.annotations.Nullable;

/**
 * How much of a pool's memory is backed: what was handed out is marked as dirty, and what is free is given back to the operating system, when it has been free
 * for a while, when it is too much while the pool grows, or when asked.
 */
final class Footprint {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final String name;
    private final Region region;
    private final int unitShift;
    private final int frameShift;
    private final FrameMap frames;

    /** What a file held before it was opened; null where there was none. */
    private final @Nullable KeptUnits kept;

    private final Purge purge;

    /** Whether room is to be made on a disk for what is handed out. */
    private final boolean onDisk;

    /** What the budget has set aside for this pool. */
    private final BudgetAccount account;

    /** How the budget asks this pool to give back: kept here, as the account knows it weakly. */
    private final BudgetAccount.Member member = this::giveBack;

    /** Null where free memory does not go back by itself. */
    private final @Nullable Retention retention;

    /** Null where there is no limit. */
    private final @Nullable DirtyLimit limit;

    /**
     * How a pool's memory is backed.
     *
     * @param pageShift bytes of a page of the system, as a power of two
     * @param prefaulted whether all of it is committed from the beginning
     * @param purged whether free memory goes back by itself
     * @param retainedShare how much of it may stay, as a share of what is used: see {@link Retention}
     * @param dirtyLimit bytes that may be free and committed, or {@link DirtyLimit#NONE}
     * @param account what the budget has set aside for the pool
     */
    record Policy(
            int pageShift,
            boolean prefaulted,
            boolean purged,
            double retainedShare,
            long dirtyLimit,
            BudgetAccount account) {}

    /**
     * The footprint of a pool that has just been opened.
     *
     * @param grows is called where more memory is committed than when last looked at
     */
    Footprint(Units units, BuddySpace space, Region region, Policy policy, Runnable grows) {
        name = units.name();
        this.region = region;
        unitShift = units.shift();
        frameShift = Math.max(unitShift, policy.pageShift);
        long count = (units.capacity() - 1 >>> frameShift) + 1;
        frames = new FrameMap(count);
        onDisk = region.needsRoom();
        account = policy.account;
        if (policy.prefaulted || !region.canDrop()) {
            frames.mark(0, count);
            account.cover(count << frameShift);
        }
        kept = region.openedZeroed() ? null : new KeptUnits(units.count());
        purge = new Purge(space, region, frames, kept, unitShift, frameShift);
        retention = policy.purged
                ? new Retention(units, space, frames, purge, frameShift, policy.retainedShare, grows)
                : null;
        limit = policy.dirtyLimit == DirtyLimit.NONE
                ? null
                : new DirtyLimit(name, space, purge, unitShift, this::dirtyBytes, policy.dirtyLimit);
        account.join(member);
    }

    Purge purge() {
        return purge;
    }

    /** Held by whoever drops pages, and by whoever closes the region. */
    SturdyLock lock() {
        return purge.lock();
    }

    /** So many adjacent units that are committed already, if enough are: the offset of the first, or {@link BuddySpace#NO_BLOCK}. */
    long reuse(long count) {
        return retention == null ? BuddySpace.NO_BLOCK : retention.reuse(count);
    }

    /**
     * Marks a block's frames as handed out; answers whether every byte of it is known to be zero.
     *
     * @throws DiskFullException where the disk of the pool's file has no room for the block; nothing is marked
     */
    boolean mark(long offset, long count) {
        long first = offset << unitShift >>> frameShift;
        long last = (offset + count << unitShift) - 1 >>> frameShift;
        if (onDisk && frames.nextClean(first, last + 1) <= last) {
            region.makeRoom(offset << unitShift, count << unitShift);
        }
        boolean zeroed = kept == null || !kept.release(offset, count);
        int state = frames.mark(first, last - first + 1);
        if (state == FrameMap.DIRTY) {
            return false;
        }
        if ((state & FrameMap.GREW) != 0) {
            account.cover(frames.dirtyFrames() << frameShift);
            if (retention != null) {
                retention.grew();
            }
            lookAtLimit();
        }
        if ((state & FrameMap.FRESH) != 0) {
            GrowthEvent.emit(name, offset << unitShift, count << unitShift);
        }
        return zeroed && (state & FrameMap.DIRTY) == 0;
    }

    /** Says that units were freed, when the space has them back. */
    void freed(long count) {
        if (limit != null) {
            limit.freed(count);
        }
    }

    /** Does what a free could not do about the limit, as it met another here. */
    private void lookAtLimit() {
        if (limit != null) {
            limit.lookIfWanted();
        }
    }

    /** Bytes that are backed at most. Cost: a read, but with large pages or what a file held a few units. */
    long committedBytes() {
        long committed = dirtyBytes() + (kept == null ? 0 : kept.count() << unitShift);
        return Math.min(committed, region.reservedBytes());
    }

    /** Those of them that were handed out. */
    private long dirtyBytes() {
        HugePageAdvice hugePages = region.hugePages();
        if (hugePages != null) {
            return hugePages.committedBytes(frames, frameShift);
        }
        long framesPerPage = Math.max(1, region.pageSize() >>> frameShift);
        return frames.dirtyGroups(framesPerPage) * Math.max(region.pageSize(), 1L << frameShift);
    }

    /** Drops all that is free; answers how many bytes. */
    long trim() {
        return run(Purge.Pass.TRIM);
    }

    /** Drops what has been free since the last such visit. */
    void decay() {
        try {
            run(Purge.Pass.DECAY);
        } finally {
            if (retention != null) {
                retention.decay();
            }
        }
    }

    private long run(Purge.Pass pass) {
        PurgeEvent event = PurgeEvent.started();
        long dropped = purge.run(pass);
        event.finished(name, dropped, pass);
        account.uncover(frames.dirtyFrames() << frameShift);
        lookAtLimit();
        return dropped;
    }

    /**
     * Another pool of the budget needs memory: never waits for the purge's lock, as the asker may
     * hold that of its own pool.
     */
    private long giveBack(long byteSize) {
        if (region.canDrop() && lock().tryEnter()) {
            try {
                purge.drop(byteSize);
            } catch (OperatingSystemException refused) {
                LOG.log(System.Logger.Level.WARNING, "pool " + name + " cannot give memory back to others", refused);
            } finally {
                lock().holder = null;
            }
        }
        return frames.dirtyFrames() << frameShift;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return frames.byteSize() + (kept == null ? 0 : kept.byteSize())
                + (retention == null ? 0 : retention.byteSize())
                + (limit == null ? 0 : limit.byteSize());
    }
}
