package dev.cleave.buddy;

/**
 * What a request does that found nothing where hints led it to: it looks until it has seen all there is. A refusal must be deserved, and free memory may
 * be out of sight for a moment: in magazines, or in the hands of threads that split or merge it or take a hint back.
 */
final class LastLooks {
    /** How often a failing request looks again while other threads have blocks in their hands. */
    private static final int LOOKS = 16;

    /** For a request that leaves open where its block lies. */
    private static final long ANYWHERE = -1;

    /** For one that leaves open even how its units are aligned. */
    private static final long UNALIGNED = -2;

    private final Hints hints;
    private final Ranges ranges;
    private final Extents extents;
    private final Magazines magazines;
    private final Stripes stripes;

    LastLooks(Hints hints, Ranges ranges, Extents extents, Magazines magazines, Stripes stripes) {
        this.hints = hints;
        this.ranges = ranges;
        this.extents = extents;
        this.magazines = magazines;
        this.stripes = stripes;
    }

    /** So many units, aligned as the power of two around them: the offset of the first, or {@link BuddySpace#NO_BLOCK}. */
    long block(long count, int stripe) {
        return lookAgain(ANYWHERE, count, stripe);
    }

    /** So many adjacent units, aligned or not: the offset of the first, or {@link BuddySpace#NO_BLOCK}. */
    long extent(long count, int stripe) {
        return lookAgain(UNALIGNED, count, stripe);
    }

    /** So many units from an offset on: whether they could be had. */
    boolean at(long offset, long count, int stripe) {
        return lookAgain(offset, count, stripe) == offset;
    }

    /**
     * The last looks of a failing request: after every magazine was given back, until one comes during which nobody else had blocks in
     * hand. Between two looks a thread that was preempted with blocks in hand may go on. If none comes, another thread may have stopped in
     * the middle of taking a hint back: then all hints are made anew from the truth.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private long lookAgain(long at, long count, int stripe) {
        long ownHidings = ownHidings(at, count);
        for (int look = 0; look < LOOKS; look++) {
            long hidings = stripes.hidings();
            boolean settled = magazines.flush();
            long block = lookAt(at, count, stripe);
            if (block != BuddySpace.NO_BLOCK || settled && hidings >= 0 && hidings + ownHidings == stripes.hidings()) {
                return block;
            }
            Thread.yield();
        }
        hints.announceEverything();
        return lookAt(at, count, stripe);
    }

    /** How often one look itself announces that it hides something. */
    private long ownHidings(long at, long count) {
        if (at == UNALIGNED) {
            return Long.bitCount(count) != 1 && count > 64 ? 2 : 1;
        }
        if (at != ANYWHERE) {
            return ranges.isOnePiece(at, count) ? 0 : 1;
        }
        return Long.bitCount(count) != 1 && count > 64 ? 2 : 0;
    }

    /** Takes so many units at an offset; or anywhere, from where hints lead to, or else from a hole that no hint speaks of. */
    private long lookAt(long at, long count, int stripe) {
        if (at >= 0) {
            return ranges.take(at, count, stripe) ? at : BuddySpace.NO_BLOCK;
        }
        long block = ranges.takeExact(count, stripe);
        if (at == UNALIGNED) {
            return block != BuddySpace.NO_BLOCK ? block : extents.takeAnywhere(count, stripe);
        }
        return block != BuddySpace.NO_BLOCK || Long.bitCount(count) == 1 ? block : ranges.takeAnywhere(count, stripe);
    }
}
