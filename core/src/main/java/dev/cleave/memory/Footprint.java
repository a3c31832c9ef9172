package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * How much of a pool's memory is backed: what was handed out is marked as dirty, and what is free is given back to the operating system, when it has been free
 * for a while, when it is too much while the pool grows, or when asked.
 */
final class Footprint {
    private final String name;
    private final BuddySpace space;
    private final Region region;
    private final int unitShift;
    private final int frameShift;
    private final FrameMap frames;

    /** What a file held before it was opened; null where there was none. */
    private final @Nullable KeptUnits kept;

    private final Purge purge;

    /** Null where free memory does not go back by itself. */
    private final @Nullable Retention retention;

    /** Null where there is no limit. */
    private final @Nullable DirtyLimit limit;

    Footprint(PoolBuilder settings, Pool pool) {
        name = pool.name();
        space = pool.space();
        region = pool.region();
        unitShift = settings.unitShift();
        frameShift = Math.max(unitShift, settings.pageShift());
        long count = ((space.units() << unitShift) - 1 >>> frameShift) + 1;
        frames = new FrameMap(count);
        if (settings.isPrefaulted() || !region.canDrop()) {
            frames.mark(0, count);
        }
        kept = region.openedZeroed() ? null : new KeptUnits(space.units());
        purge = new Purge(space, region, frames, kept, unitShift, frameShift);
        retention = settings.purgePeriod() > 0 ? new Retention(settings, pool, frames, purge, frameShift) : null;
        limit = settings.dirtyLimit() == PoolBuilder.NO_LIMIT
                ? null
                : new DirtyLimit(name, space, purge, unitShift, this::dirtyBytes, settings.dirtyLimit());
    }

    Purge purge() {
        return purge;
    }

    /** Held by whoever drops pages, and by whoever closes the region. */
    Lock lock() {
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
            lookAtLimit();
        }
        if ((state & FrameMap.FRESH) != 0) {
            GrowthEvent.emit(name, offset << unitShift, count << unitShift);
        }
        return zeroed && (state & FrameMap.DIRTY) == 0;
    }

    /** Whether {@link #freed} is to be told. */
    boolean isLimited() {
        return limit != null;
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
        long framesPerPage = Math.max(1, region.pageSize() >>> frameShift);
        return frames.dirtyGroups(framesPerPage) * Math.max(region.pageSize(), 1L << frameShift);
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
        lookAtLimit();
        return dropped;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return frames.byteSize() + (kept == null ? 0 : kept.byteSize())
                + (retention == null ? 0 : retention.byteSize())
                + (limit == null ? 0 : limit.byteSize());
    }
}
