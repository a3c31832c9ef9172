package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import org.jspecify.annotations.Nullable;

/**
 * How much of a pool's memory is backed: what was handed out is marked as dirty, and what is free is given back to the operating system, when it has been free
 * for a while, when it is too much while the pool grows, or when asked.
 */
final class Footprint {
    private final String name;
    private final Region region;
    private final int unitShift;
    private final int frameShift;
    private final FrameMap frames;

    /** What a file held before it was opened; null where there was none. */
    private final @Nullable KeptUnits kept;

    private final Purge purge;

    /** Null where free memory does not go back by itself. */
    private final @Nullable Retention retention;

    /**
     * How a pool's memory is backed.
     *
     * @param pageShift bytes of a page of the system, as a power of two
     * @param prefaulted whether all of it is committed from the beginning
     * @param purged whether free memory goes back by itself
     * @param retainedShare how much of it may stay, as a share of what is used: see {@link Retention}
     */
    record Policy(int pageShift, boolean prefaulted, boolean purged, double retainedShare) {}

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
        if (policy.prefaulted || !region.canDrop()) {
            frames.mark(0, count);
        }
        kept = region.openedZeroed() ? null : new KeptUnits(units.count());
        purge = new Purge(space, region, frames, kept, unitShift, frameShift);
        retention = policy.purged
                ? new Retention(units, space, frames, purge, frameShift, policy.retainedShare, grows)
                : null;
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

    /** Marks a block's frames as handed out; answers whether every byte of it is known to be zero. */
    boolean mark(long offset, long count) {
        boolean zeroed = kept == null || !kept.release(offset, count);
        long first = offset << unitShift >>> frameShift;
        long last = (offset + count << unitShift) - 1 >>> frameShift;
        int state = frames.mark(first, last - first + 1);
        if (state == FrameMap.DIRTY) {
            return false;
        }
        if (retention != null && (state & FrameMap.GREW) != 0) {
            retention.grew();
        }
        if ((state & FrameMap.FRESH) != 0) {
            GrowthEvent.emit(name, offset << unitShift, count << unitShift);
        }
        return zeroed && (state & FrameMap.DIRTY) == 0;
    }

    /** Bytes that are backed at most. Cost: a read, but with large pages or what a file held a few units. */
    long committedBytes() {
        long framesPerPage = Math.max(1, region.pageSize() >>> frameShift);
        long committed = frames.dirtyGroups(framesPerPage) * Math.max(region.pageSize(), 1L << frameShift)
                + (kept == null ? 0 : kept.count() << unitShift);
        return Math.min(committed, region.reservedBytes());
    }

    /** Drops all that is free; answers how many bytes. */
    long trim() {
        return run(Purge.Pass.TRIM);
    }

    /** Drops what has been free since the last such visit. */
    void decay() {
        run(Purge.Pass.DECAY);
        if (retention != null) {
            retention.decay();
        }
    }

    private long run(Purge.Pass pass) {
        PurgeEvent event = PurgeEvent.started();
        long dropped = purge.run(pass);
        event.finished(name, dropped, pass);
        return dropped;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return frames.byteSize() + (kept == null ? 0 : kept.byteSize())
                + (retention == null ? 0 : retention.byteSize());
    }
}
