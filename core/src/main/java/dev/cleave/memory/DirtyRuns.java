package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.FreeRunVisitor;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Free memory that is committed already, by length: a pool that has enough of it serves requests from here, best fit, before it commits more.
 *
 * <p>A list of the lowest runs of each length, sixteen lengths a power of two, made anew after some requests by a walk from the start of the space; what
 * lies higher is left to be dropped, so what is used gathers below. A list is advice: a run is taken if the space allows it, and
 * forgotten if not. Each stripe has lists of its own, of what it prefers and of what is nobody's, so that the blocks of two threads do not lie side by side. One thread
 * uses them at a time; another one of the stripe does without.
 */
final class DirtyRuns {
    /** Lengths of a power of two that have a list of their own, as a power of two. */
    private static final int STEPS_SHIFT = 4;

    /** Requests of more units are not served. */
    private static final long LONGEST = 1L << 16;

    /** One for each length that is told apart, and the last for all that are longer. */
    private static final int LISTS = list(LONGEST) + 1;

    /** Runs of a list. */
    private static final int DEPTH = 8;

    /** After so many requests the lists are made anew. */
    private static final int REQUESTS = 128;

    /** A request that finds nothing counts as so many. */
    private static final int MISS = 8;

    /** Units that a walk passes at most, a gigabyte of pages; the next one goes on there. */
    private static final long WALK = 1L << 18;

    private final BuddySpace space;
    private final FrameMap frames;
    private final int framesShift;
    private final ReentrantLock lock = new ReentrantLock();
    private final FreeRunVisitor visitor = this::offer;

    /** The lists that are not empty, how many runs each has, where these begin and end, and how long the holes are that they lie in. */
    private final BitSet filled = new BitSet(LISTS);
    private int[] depths = {};
    private long[] starts = {};
    private long[] ends = {};
    private long[] holes = {};
    private int requests = REQUESTS;

    /** Where the next walk begins. */
    private long next;

    /** Units that this walk still has to find. */
    private long wanted;

    /**
     * The runs of a space.
     *
     * @param framesShift a frame is this power of two of units
     */
    DirtyRuns(BuddySpace space, FrameMap frames, int framesShift) {
        this.space = space;
        this.frames = frames;
        this.framesShift = framesShift;
    }

    /**
     * Allocates so many units that were dirty when last looked at.
     *
     * @param offered units that a walk finds at most
     * @return the offset of the first, or {@link BuddySpace#NO_BLOCK} where no run is at hand
     */
    long take(long count, long offered) {
        if (count > LONGEST || !lock.tryLock()) {
            return BuddySpace.NO_BLOCK;
        }
        try {
            if (++requests > REQUESTS) {
                walk(offered);
            }
            return takeBestFit(count);
        } finally {
            lock.unlock();
        }
    }

    private long takeBestFit(long count) {
        for (int list = filled.nextSetBit(list(count)); list >= 0; list = filled.nextSetBit(list + 1)) {
            for (int at = 0; at < depths[list];) {
                long start = starts[list * DEPTH + at];
                long end = ends[list * DEPTH + at];
                if (end - start < count) {
                    at++;
                    continue;
                }
                long hole = holes[list * DEPTH + at];
                remove(list, at);
                if (space.tryAllocateAt(start, count)) {
                    add(start + count, end, hole - count);
                    return start;
                }
            }
        }
        requests += MISS;
        return BuddySpace.NO_BLOCK;
    }

    private void walk(long offered) {
        if (starts.length == 0) {
            depths = new int[LISTS];
            starts = new long[LISTS * DEPTH];
            ends = new long[LISTS * DEPTH];
            holes = new long[LISTS * DEPTH];
        }
        requests = 0;
        filled.clear();
        wanted = offered;
        long from = next < space.units() ? next : 0;
        long end = Math.min(from + WALK, space.units());
        long home = nextDirty(from) & -BuddySpace.HOME;
        while (home < end && wanted > 0) {
            if (space.prefers(home)) {
                space.forEachFreeRun(home, Math.min(end, home + BuddySpace.HOME), visitor);
            }
            home = nextDirty(home + BuddySpace.HOME) & -BuddySpace.HOME;
        }
        next = wanted > 0 ? end : 0;
    }

    /** Adds the dirty parts of a free run. */
    private void offer(long offset, long length) {
        long behind = offset + length;
        long start = nextDirty(offset);
        while (start < behind && wanted > 0) {
            long clean = Math.min(behind, frames.nextClean((start >>> framesShift) + 1) << framesShift);
            add(start, clean, length);
            wanted -= clean - start;
            start = nextDirty(clean);
        }
    }

    private long nextDirty(long unit) {
        return Math.max(unit, frames.nextDirty(unit >>> framesShift) << framesShift);
    }

    /** A dirty run goes on the list of the hole that it lies in, if there is room. */
    private void add(long start, long end, long hole) {
        if (start == end) {
            return;
        }
        int list = list(Math.min(hole, LONGEST));
        int depth = filled.get(list) ? depths[list] : 0;
        if (depth < DEPTH) {
            starts[list * DEPTH + depth] = start;
            ends[list * DEPTH + depth] = end;
            holes[list * DEPTH + depth] = hole;
            depths[list] = depth + 1;
            filled.set(list);
        }
    }

    private void remove(int list, int at) {
        int behind = list * DEPTH + at + 1;
        int rest = --depths[list] - at;
        System.arraycopy(starts, behind, starts, behind - 1, rest);
        System.arraycopy(ends, behind, ends, behind - 1, rest);
        System.arraycopy(holes, behind, holes, behind - 1, rest);
        filled.set(list, depths[list] > 0);
    }

    /** The list of a length: up to two steps' worth exact, from there on rounded down to a step. */
    private static int list(long length) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(length) - STEPS_SHIFT);
        return (shift << STEPS_SHIFT) + (int) (length >>> shift);
    }

    long byteSize() {
        return 24L * starts.length + 4L * depths.length;
    }
}
