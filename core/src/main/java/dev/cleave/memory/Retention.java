package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;

/**
 * How much free memory may stay committed. Whoever is handed out memory that was not committed before, though much of what is committed is
 * free and did not fit, gives as much of that back: so committed memory follows what is used, however badly sizes mix.
 *
 * <p>Committed and free may stay a share of what is used, or a 32nd of the capacity where that is more. It is looked at after
 * each growth by a quarter of that, and brought down to half of it, by who grew: at most four times as much as
 * memory grew by. What a large free leaves behind does not wait for that: it decays.
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
    private final int unitShift;
    private final int frameShift;
    private final double share;

    /** Dirty frames after the last look. Under the purge's lock. */
    private long seen;

    /** So many dirty frames are looked at; written under the purge's lock. */
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
        lookAt = share == Double.POSITIVE_INFINITY ? Long.MAX_VALUE : step(0);
    }

    /** Frames became dirty: gives back what is too much. A system that refuses is not asked again, and the request is served. */
    void grew() {
        if (frames.dirtyFrames() < lookAt || !purge.lock().tryLock()) {
            return;
        }
        try {
            look();
        } catch (OperatingSystemException refused) {
            lookAt = Long.MAX_VALUE;
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
        long used = used();
        long excess = dirty - used - KEPT_STEPS * step(used);
        if (excess > 0) {
            PurgeEvent event = PurgeEvent.started();
            long dropped = purge.drop(Math.min(excess, WORK * (dirty - seen)) << frameShift);
            event.finished(pool.name(), dropped, Purge.Pass.GROWTH);
        }
        seen = frames.dirtyFrames();
        lookAt = seen + step(used);
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
