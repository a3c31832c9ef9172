package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Free memory that is committed already, by length: a pool that has enough of it serves requests from here, best fit, before it commits more.
 *
 * <p>A list of places for each length, the lowest of the space, made anew after some requests by a walk from its start; what lies higher
 * is left to be dropped, so what is used gathers below. A list is advice: a place is taken if the space allows it, and forgotten if not. One
 * thread uses the lists at a time; another one does without.
 */
final class DirtyRuns {
    /** Units of the longest runs that are told apart; in the last list are all that are longer. */
    private static final int LONGEST = 256;

    /** Places that are kept of each length. */
    private static final int DEPTH = 8;

    /** After so many requests the lists are made anew. */
    private static final int REQUESTS = 64;

    /** A request that finds nothing counts as so many. */
    private static final int MISS = 8;

    /** Units that a walk passes at most, a gigabyte of pages; the next one goes on there. */
    private static final long WALK = 1L << 18;

    private final BuddySpace space;
    private final FrameMap frames;
    private final int framesShift;
    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet lengths = new BitSet(LONGEST + 1);
    private final int[] depths = new int[LONGEST + 1];
    private final long[] places = new long[(LONGEST + 1) * DEPTH];
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
            return takeBestFit((int) count);
        } finally {
            lock.unlock();
        }
    }

    private long takeBestFit(int count) {
        for (int length = lengths.nextSetBit(count); length >= 0; length = lengths.nextSetBit(length)) {
            long place = removeLowest(length);
            if (place + count <= space.units() && space.tryAllocateAt(place, count)) {
                add(place + count, length == LONGEST ? LONGEST : length - count);
                return place;
            }
        }
        requests += MISS;
        return BuddySpace.NO_BLOCK;
    }

    private void walk(long offered) {
        requests = 0;
        lengths.clear();
        wanted = offered;
        long from = next < space.units() ? next : 0;
        long end = Math.min(from + WALK, space.units());
        space.forEachFreeRun(from, end, this::addDirty);
        next = wanted > 0 ? end : 0;
    }

    /** Adds the dirty parts of a free run. */
    private void addDirty(long offset, long length) {
        long end = offset + length;
        long start = nextDirty(offset);
        while (start < end && wanted > 0) {
            long clean = Math.min(end, frames.nextClean((start >>> framesShift) + 1) << framesShift);
            add(start, clean - start);
            wanted -= clean - start;
            start = nextDirty(clean);
        }
    }

    private long nextDirty(long unit) {
        return Math.max(unit, frames.nextDirty(unit >>> framesShift) << framesShift);
    }

    /** A run goes on the list of its length, if there is room. */
    private void add(long place, long length) {
        int list = (int) Math.min(length, LONGEST);
        if (!lengths.get(list)) {
            depths[list] = 0;
        }
        if (list > 0 && depths[list] < DEPTH) {
            places[list * DEPTH + depths[list]++] = place;
            lengths.set(list);
        }
    }

    /** The lowest place of a list. */
    private long removeLowest(int list) {
        int first = list * DEPTH;
        long place = places[first];
        int rest = --depths[list];
        System.arraycopy(places, first + 1, places, first, rest);
        lengths.set(list, rest > 0);
        return place;
    }

    long byteSize() {
        return 8L * places.length + 4L * depths.length;
    }
}
