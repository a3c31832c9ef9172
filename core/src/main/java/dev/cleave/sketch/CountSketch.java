package dev.cleave.sketch;

import java.util.Arrays;

/**
 * How often hashes were counted lately, at most and with high probability nearly: a count-min
 * sketch with counters up to 15 that are halved after a period, as TinyLFU's (Einziger, Friedman
 * and Manes, <i>TinyLFU: A Highly Efficient Cache Admission Policy</i>, ACM ToS 2017). Grows and
 * shrinks with the number of objects that it is to tell apart. One thread.
 *
 * <pre>
 *   line, by the low half of the hash
 *   +------------+------------+------------+------------+
 *   | row 0      | row 1      | row 2      | row 3      |  each 16 counters of 4 bits,
 *   +------------+------------+------------+------------+  of which bits 32 to 47 choose one
 * </pre>
 *
 * <p>Whoever counts mixes: the low 48 bits of a hash must be as good as random.
 */
public final class CountSketch {
    private static final int ROWS = 4;
    private static final int ROWS_SHIFT = 2;
    private static final int MOST = 15;
    private static final int COUNTER_BITS = 4;
    private static final int COLUMN_BITS = 4;
    private static final int COLUMN_MASK = (1 << COLUMN_BITS) - 1;

    /** A row shifted right by one, without the bits that came from the counter above. */
    private static final long HALVES = 0x7777_7777_7777_7777L;

    /** So many objects have a line of 64 counters. */
    private static final int OBJECTS_PER_LINE_SHIFT = 3;

    private static final int MOST_OBJECTS = 1 << 27;
    private static final int PERIODS_PER_OBJECT = 10;

    /** It shrinks where it is so many times as large as is needed. */
    private static final int SPARE = 4;

    private long[] rows = new long[ROWS];
    private int period = PERIODS_PER_OBJECT;
    private int counted;

    /** How large it is, in bytes. */
    public int byteSize() {
        return rows.length * Long.BYTES;
    }

    /** How large it will be when so many objects are to be told apart: 2 to 4 bytes for each. */
    public int byteSizeFor(int objects) {
        return rowsFor(objects) * Long.BYTES;
    }

    private int rowsFor(int objects) {
        int lines = Integer.highestOneBit(Math.clamp(objects, 1, MOST_OBJECTS)) >> OBJECTS_PER_LINE_SHIFT;
        int needed = Math.max(1, lines) << ROWS_SHIFT;
        return needed > rows.length || needed <= rows.length / SPARE ? needed : rows.length;
    }

    /** So many objects are to be told apart from now on. */
    public void fit(int objects) {
        period = (int) Math.min((long) PERIODS_PER_OBJECT * Math.max(objects, 1), Integer.MAX_VALUE);
        int needed = rowsFor(objects);
        while (rows.length < needed) {
            int length = rows.length;
            rows = Arrays.copyOf(rows, 2 * length);
            System.arraycopy(rows, 0, rows, length, length);
        }
        if (rows.length > needed) {
            fold(needed);
        }
    }

    /** What was counted in lines that become one counts there, as often as it did in any. */
    private void fold(int needed) {
        long[] folded = Arrays.copyOf(rows, needed);
        for (int row = needed; row < rows.length; row++) {
            folded[row & needed - 1] = larger(folded[row & needed - 1], rows[row]);
        }
        rows = folded;
    }

    private static long larger(long one, long other) {
        long larger = 0;
        for (int shift = 0; shift < Long.SIZE; shift += COUNTER_BITS) {
            larger |= (long) Math.max(counter(one, shift), counter(other, shift)) << shift;
        }
        return larger;
    }

    private static int counter(long row, int shift) {
        return (int) (row >>> shift) & MOST;
    }

    /** Counts a hash. */
    public void count(long hash) {
        int least = estimate(hash);
        if (least < MOST) {
            int line = line(hash);
            for (int row = 0; row < ROWS; row++) {
                int shift = shift(hash, row);
                if (counter(rows[line + row], shift) == least) {
                    rows[line + row] += 1L << shift;
                }
            }
        }
        if (++counted >= period) {
            halve();
        }
    }

    /** How often a hash was counted. */
    public int estimate(long hash) {
        int line = line(hash);
        int least = MOST;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, counter(rows[line + row], shift(hash, row)));
        }
        return least;
    }

    /** All rows of a hash lie side by side, so that one miss of the processor's caches serves them. */
    private int line(long hash) {
        return (int) hash << ROWS_SHIFT & rows.length - 1;
    }

    /** Where in a row a hash's counter is, in bits. */
    private static int shift(long hash, int row) {
        return ((int) (hash >>> Integer.SIZE + COLUMN_BITS * row) & COLUMN_MASK) * COUNTER_BITS;
    }

    private void halve() {
        for (int row = 0; row < rows.length; row++) {
            rows[row] = rows[row] >>> 1 & HALVES;
        }
        counted /= 2;
    }
}
