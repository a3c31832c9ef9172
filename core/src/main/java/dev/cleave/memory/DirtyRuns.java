package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.FreeRunVisitor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.BitSet;

/**
 * Free memory that is committed already, by length: a pool that has enough of it serves requests from here, best fit, before it commits more.
 *
 * <p>A page fault saved must not break up what is whole. The parts of a hole in <em>chunks</em>
 * that are partly used already serve any request. The hole as a whole serves those against which it
 * is small. Others are better served by the space, which breaks the smallest block that will do.
 *
 * <pre>
 *   chunks    |  u u .......  |  ...........  |  ...........  |  .....  u    |      u: used
 *   hole            [  part   |                               |  part  ]
 * </pre>
 *
 * <p>A list of the lowest runs of each length, sixteen lengths a power of two, made anew after some requests by a walk from the start of the space; what
 * lies higher is left to be dropped, so what is used gathers below. A list is advice: a run is taken if the space allows it, and
 * forgotten if not. Each stripe has lists of its own, of what it prefers and of what is nobody's, so that the blocks of two threads do not lie side by side. One thread
 * uses them at a time; another one of the stripe does without.
 */
final class DirtyRuns {
    // An error, of no heap or no stack, leaves the lists as good as they were, and no run lost: arrays are made before they
    // are put in place, a run is forgotten before it is asked for, and when it is had nothing is called any more, not even
    // to leave. So what is left of it waits for the next request.

    /** Lengths of a power of two that have a list of their own, as a power of two. */
    private static final int STEPS_SHIFT = 4;

    /** Requests of more units are not served. */
    private static final long LONGEST = 1L << 16;

    /** One for each length that is told apart, and the last for all that are longer. */
    private static final int LISTS = list(LONGEST) + 1;

    /** A chunk is at most a home, and at most this part of the space, that small pools have chunks too. */
    private static final int CHUNKS = 64;

    /** A hole is small against a request that is at least this part of it. */
    private static final int GOOD_PART = 4;

    /** Runs of a list. */
    private static final int DEPTH = 8;

    /**
     * A run: where it begins and ends, and how long the hole is that it lies in, or the part of it
     * in a chunk that is used.
     */
    private static final int START = 0;

    private static final int END = 1;
    private static final int HOLE = 2;
    private static final int FIELDS = 3;

    /** After so many requests the lists are made anew. */
    private static final int REQUESTS = 128;

    /** A request that finds nothing counts as so many. */
    private static final int MISS = 8;

    /** Units that a walk passes at most, a gigabyte of pages; the next one goes on there. */
    private static final long WALK = 1L << 18;

    private static final VarHandle BUSY = busy();

    private final BuddySpace space;
    private final FrameMap frames;
    private final int framesShift;

    /** Units of a chunk, a power of two. */
    private final long chunk;

    private final FreeRunVisitor visitor = this::join;

    /** Whether a thread uses the lists: it alone reads and writes all the rest. */
    private volatile boolean busy;

    /** The lists that are not empty, how many runs each has, and the runs. */
    private final BitSet filled = new BitSet(LISTS);

    private int[] depths = {};
    private long[] runs = {};
    private int requests = REQUESTS;

    /** What is left of the run that was handed out last, and goes on a list with the next request; nothing where both are equal. */
    private long restStart;

    private long restEnd;
    private long restHole;

    /** Where the next walk begins. */
    private long next;

    /** Units that this walk still has to find. */
    private long wanted;

    /**
     * The hole that the walk is in, and where the home ended that it looked at last: what lies
     * between that and the next is clean.
     */
    private long holeStart;

    private long holeEnd;
    private long passed;

    /**
     * The runs of a space.
     *
     * @param framesShift a frame is this power of two of units
     */
    DirtyRuns(BuddySpace space, FrameMap frames, int framesShift) {
        this.space = space;
        this.frames = frames;
        this.framesShift = framesShift;
        chunk = Math.min(BuddySpace.HOME, Math.max(1, Long.highestOneBit(space.units() / CHUNKS)));
    }

    private static VarHandle busy() {
        try {
            return MethodHandles.lookup().findVarHandle(DirtyRuns.class, "busy", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /**
     * Allocates so many units that were dirty when last looked at.
     *
     * @param offered units that a walk finds at most
     * @return the offset of the first, or {@link BuddySpace#NO_BLOCK} where no run is at hand
     */
    long take(long count, long offered) {
        if (count > LONGEST || busy || !BUSY.compareAndSet(this, false, true)) {
            return BuddySpace.NO_BLOCK;
        }
        try {
            keepRest();
            if (++requests > REQUESTS) {
                walk(offered);
            }
            return takeBestFit(count);
        } finally {
            busy = false;
        }
    }

    private long takeBestFit(long count) {
        int last = list(Math.min(Math.max(chunk - 1, GOOD_PART * count), LONGEST));
        for (int list = next(list(count)); list <= last; list = next(list + 1)) {
            for (int at = 0; at < depths[list];) {
                int run = run(list, at);
                long start = runs[run + START];
                long end = runs[run + END];
                long hole = runs[run + HOLE];
                if (end - start < count || hole >= chunk && hole > GOOD_PART * count) {
                    at++;
                    continue;
                }
                remove(list, at);
                if (space.tryAllocateAt(start, count)) {
                    restStart = start + count;
                    restEnd = end;
                    restHole = hole - count;
                    return start;
                }
            }
        }
        requests += MISS;
        return BuddySpace.NO_BLOCK;
    }

    private int next(int list) {
        int next = filled.nextSetBit(list);
        return next < 0 ? LISTS : next;
    }

    private void keepRest() {
        long start = restStart;
        long end = restEnd;
        restStart = end;
        long behind = restHole < chunk ? end : Math.min(end, chunkFrom(start));
        long part = behind - start;
        add(start, behind, restHole < chunk ? restHole : part);
        add(behind, end, restHole - part);
    }

    private void walk(long offered) {
        if (runs.length == 0) {
            makeLists();
        }
        requests = 0;
        filled.clear();
        wanted = offered;
        long from = next < space.units() ? next : 0;
        long end = Math.min(from + WALK, space.units());
        holeStart = from;
        holeEnd = from;
        passed = from;
        long home = nextDirty(from, end) & -BuddySpace.HOME;
        while (home < end && wanted > 0) {
            long behind = home + BuddySpace.HOME;
            if (space.prefers(home)) {
                space.forEachFreeRun(home, Math.min(end, behind), visitor);
            }
            passed = behind;
            home = nextDirty(behind, end) & -BuddySpace.HOME;
        }
        offerHole();
        next = wanted > 0 ? end : 0;
    }

    /** All lists or none. */
    private void makeLists() {
        int[] newDepths = new int[LISTS];
        long[] newRuns = new long[run(LISTS, 0)];
        depths = newDepths;
        runs = newRuns;
    }

    /**
     * A free run of a home is one hole with what is clean before and behind that home, and with the
     * run before that ends there.
     */
    private void join(long offset, long length) {
        long behind = offset + length;
        boolean first = offset % BuddySpace.HOME == 0;
        if (!first || holeEnd < passed) {
            offerHole();
            holeStart = first ? passed : offset;
        }
        holeEnd = behind % BuddySpace.HOME == 0 ? nextDirty(behind, space.units()) : behind;
    }

    /** Adds the hole that the walk has passed, and of a longer one its parts in chunks that are used. */
    private void offerHole() {
        long hole = holeEnd - holeStart;
        offer(holeStart, holeEnd, hole);
        if (hole >= chunk) {
            long first = chunkFrom(holeStart);
            long last = holeEnd & -chunk;
            offer(holeStart, first, first - holeStart);
            offer(last, holeEnd, holeEnd - last);
        }
    }

    /** Adds the dirty runs of a free range. */
    private void offer(long from, long end, long hole) {
        long start = nextDirty(from, end);
        while (start < end && wanted > 0) {
            long clean = Math.min(end, frames.nextClean((start >>> framesShift) + 1, frame(end)) << framesShift);
            add(start, clean, hole);
            wanted -= clean - start;
            start = nextDirty(clean, end);
        }
    }

    /** The first unit of a chunk from this one on. */
    private long chunkFrom(long unit) {
        return (unit + chunk - 1) & -chunk;
    }

    /**
     * The first dirty unit from this one on; one that is not before the end where there is none
     * before it.
     */
    private long nextDirty(long unit, long end) {
        return Math.max(unit, frames.nextDirty(unit >>> framesShift, frame(end)) << framesShift);
    }

    /** The first frame behind all in which units before an end lie. */
    private long frame(long end) {
        return end + (1L << framesShift) - 1 >>> framesShift;
    }

    /** A dirty run goes on the list of the hole that it lies in, if there is room. */
    private void add(long start, long end, long hole) {
        if (start == end) {
            return;
        }
        int list = list(Math.min(hole, LONGEST));
        int depth = filled.get(list) ? depths[list] : 0;
        if (depth < DEPTH) {
            int run = run(list, depth);
            runs[run + START] = start;
            runs[run + END] = end;
            runs[run + HOLE] = hole;
            depths[list] = depth + 1;
            filled.set(list);
        }
    }

    private void remove(int list, int at) {
        int rest = depths[list] - at - 1;
        System.arraycopy(runs, run(list, at + 1), runs, run(list, at), rest * FIELDS);
        depths[list] = at + rest;
        filled.set(list, at + rest > 0);
    }

    private static int run(int list, int at) {
        return (list * DEPTH + at) * FIELDS;
    }

    /** The list of a length: up to two steps' worth exact, from there on rounded down to a step. */
    private static int list(long length) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(length) - STEPS_SHIFT);
        return (shift << STEPS_SHIFT) + (int) (length >>> shift);
    }

    long byteSize() {
        return 8L * runs.length + 4L * depths.length;
    }
}
