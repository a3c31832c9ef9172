package dev.cleave.contiguity;

import java.util.Arrays;

/**
 * Chooses the fewest free runs that hold so many units: the longest first, and for the rest of it
 * the shortest that will do, so that what is long stays whole where it can. Pure.
 */
final class PieceChoice {
    /**
     * A run as one number: its length above, its place below, so that numbers are in the order of
     * lengths.
     */
    private static final int PLACE_BITS = 34;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;
    private static final int LENGTH_BITS = Long.SIZE - 1 - PLACE_BITS;
    private static final long LONGEST = (1L << LENGTH_BITS) - 1;

    private final long grain;
    private long[] runs = new long[64];
    private int count;
    private long units;

    /**
     * A choice among pieces that begin and end at multiples of so many units.
     *
     * @param grain a power of two, less than half a billion
     */
    PieceChoice(long grain) {
        this.grain = grain;
    }

    /**
     * Adds a free run, without what lies outside of whole grains. What is longer than half a
     * billion units counts as several.
     */
    void add(long offset, long length) {
        long end = offset + length & -grain;
        long longest = LONGEST & -grain;
        for (long at = offset + grain - 1 & -grain; at < end; at += longest) {
            long here = Math.min(longest, end - at);
            if (count == runs.length) {
                runs = Arrays.copyOf(runs, 2 * count);
            }
            runs[count++] = here << PLACE_BITS | at;
            units += here;
        }
    }

    /** Units of all runs. */
    long units() {
        return units;
    }

    /**
     * The runs to take, as offset and length in turn, the lowest first: together they have as many
     * units as are wanted.
     *
     * @param wanted 1 to {@link #units()}; where there is a grain, a multiple of it
     */
    long[] choose(long wanted) {
        Arrays.sort(runs, 0, count);
        long left = wanted;
        int at = count - 1;
        while (left > length(at)) {
            left -= length(at--);
        }
        long[] taken = Arrays.copyOfRange(runs, at, count);
        taken[0] = left << PLACE_BITS | runs[shortest(left, at)] & PLACE_MASK;
        return byPlace(taken);
    }

    private static long[] byPlace(long[] taken) {
        long[] turned = Arrays.stream(taken)
                .map(run -> (run & PLACE_MASK) << LENGTH_BITS | run >>> PLACE_BITS)
                .sorted()
                .toArray();
        long[] chosen = new long[2 * turned.length];
        for (int each = 0; each < turned.length; each++) {
            chosen[2 * each] = turned[each] >>> LENGTH_BITS;
            chosen[2 * each + 1] = turned[each] & LONGEST;
        }
        return chosen;
    }

    /** The shortest run of at least so many units, not behind one that has them. */
    private int shortest(long wanted, int last) {
        int found = Arrays.binarySearch(runs, 0, last + 1, wanted << PLACE_BITS);
        return found < 0 ? -found - 1 : found;
    }

    private long length(int run) {
        return runs[run] >>> PLACE_BITS;
    }
}
