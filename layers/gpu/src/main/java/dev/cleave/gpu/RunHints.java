package dev.cleave.gpu;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Free runs of a {@link GrainSpace} by their length, four of each power of two: only where to look
 * first. A run may be taken already, or longer by now, and some are not noted at all. Any thread may
 * call anything.
 */
final class RunHints {
    /** The answer where no run is noted that would do; no run has this number. */
    static final long NONE = 0;

    private static final int WAYS = 4;

    /** The first grain of a run stands above its length. */
    private static final int FIRST_SHIFT = Integer.SIZE;

    private final int classes;
    private final AtomicLongArray runs;

    /**
     * @param longest the longest run that there can be
     */
    RunHints(int longest) {
        classes = classOf(longest) + 1;
        runs = new AtomicLongArray(classes * WAYS);
    }

    private static int classOf(int length) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length);
    }

    /** First grain of a run that was found. */
    static int first(long run) {
        return (int) (run >>> FIRST_SHIFT);
    }

    /** The next multiple of 2<sup>alignment</sup>, at least the grain itself. */
    static int alignedUp(int grain, int alignment) {
        return grain + (1 << alignment) - 1 & -1 << alignment;
    }

    private static int length(long run) {
        return (int) run;
    }

    /** Notes a run, in place of another one where there are four of its class. */
    void note(int first, int length) {
        if (length == 0) {
            return;
        }
        int way = classOf(length) * WAYS;
        int free = way + (first & WAYS - 1);
        for (int each = way; each < way + WAYS; each++) {
            free = runs.getOpaque(each) == NONE ? each : free;
        }
        runs.setOpaque(free, (long) first << FIRST_SHIFT | length);
    }

    /** The shortest run noted that holds so many grains from a multiple of 2<sup>alignment</sup> on. */
    long find(int count, int alignment) {
        for (int length = classOf(count); length < classes; length++) {
            long best = NONE;
            for (int way = length * WAYS; way < (length + 1) * WAYS; way++) {
                long run = runs.getOpaque(way);
                if (holds(run, count, alignment) && (best == NONE || length(run) < length(best))) {
                    best = run;
                }
            }
            if (best != NONE) {
                return best;
            }
        }
        return NONE;
    }

    private static boolean holds(long run, int count, int alignment) {
        int first = first(run);
        return length(run) - (alignedUp(first, alignment) - first) >= count;
    }

    /** Forgets a run that is taken, or is no longer as it was noted. */
    void forget(long run) {
        int way = classOf(length(run)) * WAYS;
        for (int each = way; each < way + WAYS; each++) {
            if (runs.getOpaque(each) == run) {
                runs.setOpaque(each, NONE);
            }
        }
    }

    void forgetAll() {
        for (int each = 0; each < runs.length(); each++) {
            runs.setOpaque(each, NONE);
        }
    }
}
