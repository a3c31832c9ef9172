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
    private static final long LONGEST = (1L << Long.SIZE - 1 - PLACE_BITS) - 1;

    private long[] runs = new long[64];
    private int count;
    private long units;

    /** Adds a free run. What is longer than half a billion units counts as several. */
    void add(long offset, long length) {
        for (long done = 0; done < length; done += LONGEST) {
            long here = Math.min(LONGEST, length - done);
            if (count == runs.length) {
                runs = Arrays.copyOf(runs, 2 * count);
            }
            runs[count++] = here << PLACE_BITS | offset + done;
        }
        units += length;
    }

    /** Units of all runs. */
    long units() {
        return units;
    }

    /**
     * The runs to take, as offset and length in turn: together they have as many units as are
     * wanted.
     *
     * @param wanted 1 to {@link #units()}
     */
    long[] choose(long wanted) {
        Arrays.sort(runs, 0, count);
        long left = wanted;
        int at = count - 1;
        while (left > length(at)) {
            left -= length(at--);
        }
        int whole = count - 1 - at;
        long[] chosen = new long[2 * (whole + 1)];
        for (int each = 0; each < whole; each++) {
            chosen[2 * each] = place(count - 1 - each);
            chosen[2 * each + 1] = length(count - 1 - each);
        }
        chosen[2 * whole] = place(shortest(left, at));
        chosen[2 * whole + 1] = left;
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

    private long place(int run) {
        return runs[run] & PLACE_MASK;
    }
}
