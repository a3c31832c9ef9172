package dev.cleave.workshop.nonblocking;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What threads remember: where each looks first for a block of an order, and how many blocks were given back.
 *
 * <p>A thread has one of a few rows, by its number, a cache line or more each; threads that share a row disturb each
 * other a little, and are never wrong, since a place is only where a search begins.
 */
final class Places {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int ROWS_LOG = 4;
    private static final int ROWS = 1 << ROWS_LOG;
    private static final int LINE = 16;
    private static final Stripes STRIPES = Stripes.of(ROWS);

    private final long[] cells;
    private final int stride;
    private final boolean shared;

    /** Rows for orders 0 to {@code maxOrder}; the first places are scattered over the units. */
    Places(long units, int maxOrder, boolean shared) {
        this.shared = shared;
        stride = (1 + maxOrder + 1 + LINE - 1) / LINE * LINE;
        cells = new long[ROWS * stride];
        for (int row = 0; row < ROWS; row++) {
            long scattered = Integer.toUnsignedLong(Integer.reverse(row)) >>> (Integer.SIZE - ROWS_LOG);
            Arrays.fill(cells, row * stride + 1, (row + 1) * stride, units * scattered >>> ROWS_LOG);
        }
    }

    /** The row of the thread that asks. */
    int row() {
        return STRIPES.mine() * stride;
    }

    /** The unit from which this row looks for a block of this order. */
    long getOpaque(int row, int order) {
        return (long) CELL.getOpaque(cells, row + 1 + order);
    }

    /** Begins there the next time. */
    void setOpaque(int row, int order, long unit) {
        CELL.setOpaque(cells, row + 1 + order, unit);
    }

    /** Counts a block given back, after all of its marks are gone. */
    void countReleaseVolatile(int row) {
        if (shared) {
            CELL.getAndAdd(cells, row, 1L);
        }
    }

    /** How many blocks were given back so far: when two sums are equal, none was in between. */
    long releasesVolatile() {
        long sum = 0;
        for (int row = 0; row < cells.length; row += stride) {
            sum += (long) CELL.getVolatile(cells, row);
        }
        return sum;
    }

    /** Bytes of the rows. */
    long bytes() {
        return (long) cells.length * Long.BYTES;
    }
}
