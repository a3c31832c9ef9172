package dev.cleave.sketch;

import java.util.Arrays;

/**
 * How often hashes were counted lately, at most and with high probability nearly: a count-min
 * sketch with counters up to 15 that are halved after a period, as TinyLFU's (Einziger, Friedman
 * and Manes, <i>TinyLFU: A Highly Efficient Cache Admission Policy</i>, ACM ToS 2017). Grows with
 * the number of objects that it is to tell apart. One thread.
 *
 * <p>Whoever counts mixes: all bits of a hash must be as good as random.
 */
public final class CountSketch {
    private static final int ROWS = 4;
    private static final int MOST = 15;

    /** Counters that lie together. */
    private static final int LINE = 64;

    private static final int COLUMN_BITS = 4;
    private static final int COLUMNS = 1 << COLUMN_BITS;
    private static final int COUNTERS_PER_OBJECT = 8;
    private static final int PERIODS_PER_OBJECT = 10;

    private byte[] counters = new byte[LINE];
    private int period = PERIODS_PER_OBJECT;
    private int counted;

    /** How many counters there are, a byte each. */
    public int length() {
        return counters.length;
    }

    /** How many counters there will be when so many objects are to be told apart. */
    public int lengthFor(int objects) {
        int needed = Integer.highestOneBit(Math.clamp(objects, 1, 1 << 27)) * COUNTERS_PER_OBJECT;
        return Math.max(needed, counters.length);
    }

    /** So many objects are to be told apart from now on. */
    public void fit(int objects) {
        period = (int) Math.min((long) PERIODS_PER_OBJECT * Math.max(objects, 1), Integer.MAX_VALUE);
        int needed = lengthFor(objects);
        while (counters.length < needed) {
            int length = counters.length;
            counters = Arrays.copyOf(counters, 2 * length);
            System.arraycopy(counters, 0, counters, length, length);
        }
    }

    /** Counts a hash. */
    public void count(long hash) {
        int least = estimate(hash);
        if (least < MOST) {
            for (int row = 0; row < ROWS; row++) {
                int place = place(hash, row);
                if (counters[place] == least) {
                    counters[place]++;
                }
            }
        }
        if (++counted >= period) {
            halve();
        }
    }

    /** How often a hash was counted. */
    public int estimate(long hash) {
        int least = MOST;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, counters[place(hash, row)]);
        }
        return least;
    }

    /** All rows of a hash lie in one line of the processor's caches, which the low half chooses. */
    private int place(long hash, int row) {
        int line = (int) hash & counters.length - 1 & -LINE;
        int column = (int) (hash >>> Integer.SIZE + COLUMN_BITS * row) & COLUMNS - 1;
        return line + COLUMNS * row + column;
    }

    private void halve() {
        for (int place = 0; place < counters.length; place++) {
            counters[place] >>= 1;
        }
        counted /= 2;
    }
}
