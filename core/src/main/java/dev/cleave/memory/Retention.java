package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.Arrays;

/**
 * How much free memory may stay committed. Whoever is handed out memory that was not committed before, though much of what is committed is
 * free and did not fit, gives as much of that back: so committed memory follows what is used, however badly sizes mix.
 *
 * <p>Committed and free may stay half of a share of what is used, or a 40th of the capacity where that is more; from there on requests are served out of what is
 * committed, where a run of it fits ({@link DirtyRuns}). When memory has grown by half as much again, it is brought down to there by who grew it: by at most
 * sixteen times as much as it grew, the highest first. What is used means the most that was seen of late, which fades with each look and ends with the
 * purge's regular visit: a program that frees and allocates in turns keeps its memory. What a large free leaves behind does not wait for growth: it decays.
 *
 * <p>Free memory goes back in grains of many pages; what is too small for that lies between blocks,
 * and goes back a page at a time where it is a good part of what is used. Huge pages that were
 * asked for go back whole or not at all.
 *
 * <p>Source: the ratio of dirty to active pages that jemalloc kept before its version 5.
 */
final class Retention {
    private static final int CAPACITY_SHARE = 40;
    private static final int WORK = 16;

    /**
     * Free pages that lie apart may be this part of what is used, and are brought down to half of
     * it.
     */
    private static final int SCATTERED = 8;

    /** What was used and is not counts for so much less at each look: in a small pool there are dozens between two hills. */
    private static final int FADING = 32;

    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final Units units;
    private final BuddySpace space;
    private final FrameMap frames;
    private final Purge purge;
    private final DirtyRuns[] dirtyRuns;
    private final int frameShift;
    private final double share;
    private final Runnable grows;

    private final FailureLog failures = new FailureLog("could not give back what growth leaves over in pool");

    /** The most frames that were seen used of late. Under the purge's lock. */
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
     * @param frameShift a frame is this power of two of bytes
     * @param share of what is used that is retained: infinity for all
     * @param grows is called before free memory is given back because more is committed; it may free and allocate
     */
    Retention(
            Units units,
            BuddySpace space,
            FrameMap frames,
            Purge purge,
            int frameShift,
            double share,
            Runnable grows) {
        this.units = units;
        this.space = space;
        this.frames = frames;
        this.purge = purge;
        this.frameShift = frameShift;
        this.share = share;
        this.grows = grows;
        dirtyRuns = new DirtyRuns[space.stripes().count()];
        Arrays.setAll(dirtyRuns, stripe -> new DirtyRuns(space, frames, frameShift - units.shift()));
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
        goal = used + kept(used);
        seen = frames.dirtyFrames();
        long growth = seen <= goal ? goal + kept(used) / 2 - seen : Math.min(kept(used) / 2, (seen - goal) / WORK + 1);
        lookAt = seen + growth;
    }

    /** So many adjacent units that are committed already, if enough are: the offset of the first, or {@link BuddySpace#NO_BLOCK}. */
    long reuse(long count) {
        long enough = goal;
        return count > 1 && frames.dirtyFrames() >= enough && space.mayHave(count)
                ? dirtyRuns[space.stripes().mine()].take(count, 2 * kept(enough) << frameShift - units.shift())
                : BuddySpace.NO_BLOCK;
    }

    /**
     * Frames became dirty: gives back what is too much. A system that refuses is not asked again, and whatever fails, the request is served. Nothing, where
     * another thread looks now, or the caller does, and is here because a listener that it told allocates.
     */
    void grew() {
        SturdyLock lock = purge.lock();
        if (frames.dirtyFrames() < lookAt || !lock.tryEnter()) {
            return;
        }
        try {
            look();
        } catch (OperatingSystemException refused) {
            retainAll();
            LOG.log(System.Logger.Level.WARNING, "pool " + units.name() + " retains what is free from now on", refused);
        } catch (Throwable failure) {
            failures.failed(units.name(), failure);
        } finally {
            lock.holder = null;
        }
    }

    private void look() {
        long dirty = frames.dirtyFrames();
        if (dirty < lookAt) {
            return;
        }
        grows.run();
        long present = used();
        long used = present >= mostUsed ? present : mostUsed - (mostUsed - present) / FADING;
        long excess = dirty - used - kept(used);
        if (excess > 0) {
            PurgeEvent event = PurgeEvent.started();
            long most = WORK * (dirty - seen);
            long dropped = purge.drop(Math.min(excess, most) << frameShift);
            dropped += dropScattered(used, most - (dropped >>> frameShift));
            event.finished(units.name(), dropped, Purge.Pass.GROWTH);
        }
        retain(used);
    }

    /**
     * Gives single pages back, so many at most, where those between blocks are a good part of what
     * is used; answers how many bytes. Each costs a call of the system, so the rest of them stays.
     */
    private long dropScattered(long used, long most) {
        if (purge.pagesAreParts()) {
            return 0;
        }
        long scattered = frames.dirtyFrames() - used - kept(used);
        long excess = scattered > used / SCATTERED ? Math.min(scattered - used / SCATTERED / 2, most) : 0;
        return excess > 0 ? purge.drop(excess << frameShift, true) : 0;
    }

    /** The purge's regular visit: what was used before, and is not now, is retained no longer. */
    void decay() {
        if (goal == Long.MAX_VALUE) {
            return;
        }
        SturdyLock lock = purge.lock();
        boolean entered = lock.enter();
        try {
            retain(used());
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** Bytes of metadata. */
    long byteSize() {
        return Arrays.stream(dirtyRuns).mapToLong(DirtyRuns::byteSize).sum();
    }

    private long used() {
        return units.bytes(units.count() - space.freeUnits()) >>> frameShift;
    }

    /** Free frames that may stay dirty beside so many used ones: half of what is retained in all, or where they are looked at. */
    private long kept(long used) {
        return Math.max(2,
                Math.max((long) (share / 2 * used), (units.capacity() >>> frameShift) / CAPACITY_SHARE));
    }
}
