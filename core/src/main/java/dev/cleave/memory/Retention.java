package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.Arrays;

/**
 * How much free memory may stay committed. Whoever is handed out memory that was not committed before, though much of what is committed is
 * free and did not fit, gives as much of that back: so committed memory follows what is used, however badly sizes mix.
 *
 * <p>Committed and free may stay a share of what is used, or a 32nd of the capacity where that is more. What is used is the most that was seen since the last
 * regular visit of the purge: a program that frees and allocates in turns keeps its memory. From half of that share on requests are served
 * out of what is committed, where a run of it fits ({@link DirtyRuns}). What is committed is looked at after each growth by a quarter of the share, and brought down
 * to half of it, by who grew: at most four times as much as memory grew by, the highest first. What a large free leaves behind does not wait for that: it decays.
 *
 * <p>Source: the ratio of dirty to active pages that jemalloc kept before its version 5.
 */
final class Retention {
    private static final int CAPACITY_SHARE = 32;
    private static final int STEPS = 4;
    private static final int KEPT_STEPS = 2;
    private static final int WORK = 4;

    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final Pool pool;
    private final BuddySpace space;
    private final FrameMap frames;
    private final Purge purge;
    private final DirtyRuns[] dirtyRuns;
    private final int unitShift;
    private final int frameShift;
    private final double share;

    /** The most frames that were seen used since the last regular visit of the purge. Under the purge's lock. */
    private long mostUsed;

    /** Dirty frames after the last look. Under the purge's lock. */
    private long seen;

    /** So many dirty frames are enough; this and the next are written under the purge's lock. */
    private volatile long goal;

    /** With so many dirty frames is looked again. */
    private volatile long lookAt;

    /**
     * A pool's retention.
     *
     * @param settings of the pool, that say what share of what is used it retains: infinity for all
     */
    Retention(PoolBuilder settings, Pool pool, FrameMap frames, Purge purge, int frameShift) {
        this.pool = pool;
        space = pool.space();
        this.frames = frames;
        this.purge = purge;
        unitShift = settings.unitShift();
        this.frameShift = frameShift;
        share = settings.retainedShare();
        dirtyRuns = new DirtyRuns[space.stripes()];
        Arrays.setAll(dirtyRuns, stripe -> new DirtyRuns(space, frames, frameShift - unitShift));
        if (share == Double.POSITIVE_INFINITY) {
            retainAll();
        } else {
            retain(0);
        }
    }

    private void retainAll() {
        goal = Long.MAX_VALUE;
        lookAt = Long.MAX_VALUE;
    }

    /** So many frames are used, and some more may stay dirty. */
    private void retain(long used) {
        mostUsed = used;
        goal = used + KEPT_STEPS * step(used);
        seen = frames.dirtyFrames();
        lookAt = Math.max(seen, goal) + step(used);
    }

    /** So many adjacent units that are committed already, if enough are: the offset of the first, or {@link BuddySpace#NO_BLOCK}. */
    long reuse(long count) {
        long enough = goal;
        return count > 1 && frames.dirtyFrames() >= enough
                ? dirtyRuns[space.stripe()].take(count, STEPS * step(enough) << frameShift - unitShift)
                : BuddySpace.NO_BLOCK;
    }

    /** Frames became dirty: gives back what is too much. A system that refuses is not asked again, and the request is served. */
    void grew() {
        if (frames.dirtyFrames() < lookAt || !purge.lock().tryLock()) {
            return;
        }
        try {
            look();
        } catch (OperatingSystemException refused) {
            retainAll();
            LOG.log(System.Logger.Level.WARNING, "pool " + pool.name() + " retains what is free from now on", refused);
        } finally {
            purge.lock().unlock();
        }
    }

    private void look() {
        long dirty = frames.dirtyFrames();
        if (dirty < lookAt) {
            return;
        }
        pool.grows();
        long used = Math.max(mostUsed, used());
        long excess = dirty - used - KEPT_STEPS * step(used);
        if (excess > 0) {
            PurgeEvent event = PurgeEvent.started();
            long dropped = purge.drop(Math.min(excess, WORK * (dirty - seen)) << frameShift);
            event.finished(pool.name(), dropped, Purge.Pass.GROWTH);
        }
        retain(used);
    }

    /** The purge's regular visit: what was used before, and is not now, is retained no longer. */
    void decay() {
        if (goal == Long.MAX_VALUE) {
            return;
        }
        purge.lock().lock();
        try {
            retain(used());
        } finally {
            purge.lock().unlock();
        }
    }

    /** Bytes of metadata. */
    long byteSize() {
        return Arrays.stream(dirtyRuns).mapToLong(DirtyRuns::byteSize).sum();
    }

    private long used() {
        return space.units() - space.freeUnits() << unitShift >>> frameShift;
    }

    /** The {@value #STEPS}th part of the free frames that may stay dirty beside so many used ones. */
    private long step(long used) {
        long retained = Math.max((long) (share * used), (space.units() << unitShift >>> frameShift) / CAPACITY_SHARE);
        return Math.max(1, retained / STEPS);
    }
}
