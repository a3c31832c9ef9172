package dev.cleave.plan;

/**
 * Rectangles to be placed: a size in <em>grains</em> of the plan's alignment, and the time from a
 * begin, inclusive, to an end, exclusive. Flat arrays, and immutable by agreement.
 *
 * @param sizes in grains
 * @param begins times, 0 or more
 * @param ends times, after the begins
 * @param horizon no span ends later
 */
record Spans(long[] sizes, int[] begins, int[] ends, int horizon) {
    /** The most that all spans of a sequence may have together: then no sum overflows. */
    private static final long MOST_BYTES = 1L << 62;

    /**
     * A span for each allocation. What is carried into a next turn takes two times, at the end and
     * at the beginning: where places are planned its span is the whole turn, so that its place is
     * its own; where loads are counted it is the end of the turn alone, and the load at the
     * beginning is added apart. What outlives its turn gets an empty span.
     *
     * @param wholeTurns whether what is carried spans the whole turn
     */
    static Spans of(Lifetimes lifetimes, long alignment, boolean wholeTurns) {
        requireAlignment(alignment);
        int count = lifetimes.count();
        long[] sizes = new long[count];
        int[] begins = new int[count];
        int[] ends = new int[count];
        long all = 0;
        for (int position = 0; position < count; position++) {
            boolean outlives = lifetimes.outlives(position);
            sizes[position] = outlives ? 0 : Math.ceilDiv(lifetimes.bytes(position), alignment);
            all += sizes[position];
            if (all > MOST_BYTES / alignment) {
                throw new IllegalArgumentException(
                        "the allocations up to " + position + " have more than " + MOST_BYTES + " bytes in all");
            }
            begins[position] = wholeTurns && lifetimes.isCarried(position) ? 0 : position;
            ends[position] = wholeTurns ? Math.min(lifetimes.end(position), count) : lifetimes.end(position);
        }
        return new Spans(sizes, begins, ends, count);
    }

    /**
     * Refuses what is no alignment.
     *
     * @throws IllegalArgumentException unless it is a power of two from 1 to 1 GiB
     */
    static void requireAlignment(long alignment) {
        if (Long.bitCount(alignment) != 1 || alignment < 1 || alignment > 1 << 30) {
            throw new IllegalArgumentException("an alignment of " + alignment
                    + " bytes: must be a power of two from 1 to " + (1 << 30));
        }
    }

    int count() {
        return sizes.length;
    }

    long area(int span) {
        return sizes[span] * (ends[span] - begins[span]);
    }

    /** The spans in order of these times of theirs, by counting. */
    int[] orderOf(int[] times) {
        int[] starts = new int[horizon + 2];
        for (int time : times) {
            starts[time + 1]++;
        }
        for (int time = 0; time <= horizon; time++) {
            starts[time + 1] += starts[time];
        }
        int[] order = new int[times.length];
        for (int span = 0; span < times.length; span++) {
            order[starts[times[span]]++] = span;
        }
        return order;
    }

    /** How much is live after each time; ends beyond the horizon come around to the beginning. */
    Load load() {
        long[] load = new long[horizon + 1];
        for (int span = 0; span < sizes.length; span++) {
            load[begins[span]] += sizes[span];
            if (ends[span] <= horizon) {
                load[ends[span]] -= sizes[span];
            } else {
                load[0] += sizes[span];
                load[Math.min(ends[span] - horizon, horizon)] -= sizes[span];
            }
        }
        return Load.ofChanges(load);
    }
}
