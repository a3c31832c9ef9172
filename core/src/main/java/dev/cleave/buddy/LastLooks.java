package dev.cleave.buddy;

/**
 * What a request does that found nothing where hints led it to: it looks until it has seen all
 * there is. A refusal must be deserved, and free memory may be out of sight for a moment: in
 * magazines, or in the hands of threads that split or merge it or take a hint back.
 */
final class LastLooks {
    /** How often a failing request looks again while other threads have blocks in their hands. */
    private static final int LOOKS = 16;

    private final Geometry geometry;
    private final Hints hints;
    private final Ranges ranges;
    private final Extents extents;
    private final Magazines magazines;
    private final Lanes lanes;

    LastLooks(Geometry geometry, Hints hints, Ranges ranges, Extents extents, Magazines magazines, Lanes lanes) {
        this.geometry = geometry;
        this.hints = hints;
        this.ranges = ranges;
        this.extents = extents;
        this.magazines = magazines;
        this.lanes = lanes;
    }

    /**
     * So many adjacent units anywhere that begin at a multiple of 2<sup>alignment</sup>: the offset
     * of the first, or {@link Offsets#NONE}.
     */
    long anywhere(long count, int alignment, int stripe) {
        return lookAgain(0, geometry.units, count, alignment, stripe);
    }

    /** As {@link #anywhere}, but inside a range. */
    long within(long from, long end, long count, int alignment, int stripe) {
        return lookAgain(from, end, count, alignment, stripe);
    }

    /** So many units from an offset on: whether they could be had. */
    boolean at(long offset, long count, int stripe) {
        return lookAgain(offset, offset + count, count, 0, stripe) == offset;
    }

    /**
     * The last looks of a failing request: after every magazine was given back, until one comes
     * during which nobody had blocks in hand, this look included: one that had to hide something
     * itself was led astray by a stale hint, which is gone now. Between two looks a thread that was
     * preempted with blocks in hand may go on; but not behind the first, which mostly found nothing
     * but full magazines: a yield is a whole time slice where the processors are busy. If no such
     * look comes, another thread may have stopped in the middle of taking a hint back: then all
     * hints are made anew from the truth.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private long lookAgain(long from, long end, long count, int alignment, int stripe) {
        for (int look = 0; look < LOOKS; look++) {
            long hidings = lanes.hidings();
            boolean settled = magazines.flush();
            long block = look(from, end, count, alignment, stripe);
            if (block != Offsets.NONE || settled && hidings >= 0 && hidings == lanes.hidings()) {
                return block;
            }
            if (look > 0) {
                Thread.yield();
            }
        }
        hints.announceEverything();
        return look(from, end, count, alignment, stripe);
    }

    /**
     * Where hints lead to, or else from a hole that no hint speaks of. A whole block is never
     * without a hint.
     */
    private long look(long from, long end, long count, int alignment, int stripe) {
        if (end - from == geometry.units) {
            long block = ranges.takeExact(count, alignment, stripe);
            if (block != Offsets.NONE || count == 1L << alignment) {
                return block;
            }
        }
        return extents.takeWithin(from, end, count, alignment, stripe);
    }
}
