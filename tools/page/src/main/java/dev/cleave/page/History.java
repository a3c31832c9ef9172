package dev.cleave.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a subject's figures were: of each second of the last hour, and of each ten seconds of the
 * last day. Both are rings of numbers that grow as they fill, so it never takes more than
 * {@link #byteSize()}, below 64 MiB. Any thread may call anything.
 */
final class History {
    static final List<String> COLUMNS = List.of("at", "requestedBytes", "usedBytes", "committedBytes", "reservedBytes",
            "freeBytes", "largestFreeBlockBytes", "purgedBytes", "allocations", "frees", "failures", "movedBlocks",
            "movedBytes");

    /** The most rows that an answer has: more are thinned out evenly. */
    static final int MOST_TOLD = 1_200;

    /** Free blocks are kept of so many orders. */
    static final int ORDERS = 40;

    private static final int COARSE_MILLIS = 10_000;
    private static final int FIRST_ROWS = 64;
    private static final int FINE_ROWS = 3_600;
    private static final int COARSE_ROWS = 8_640;
    private static final int WIDTH = COLUMNS.size() + ORDERS;

    private final Ring fine = new Ring(FINE_ROWS);
    private final Ring coarse = new Ring(COARSE_ROWS);
    private long coarseAt;

    /** Rows of numbers, the oldest of which is overwritten. */
    private static final class Ring {
        private final int rows;
        private long[] cells = new long[FIRST_ROWS * WIDTH];
        private long added;

        Ring(int rows) {
            this.rows = rows;
        }

        void add(long[] row) {
            if (added < rows && added * WIDTH == cells.length) {
                cells = Arrays.copyOf(cells, (int) Math.min(rows, 2 * added) * WIDTH);
            }
            System.arraycopy(row, 0, cells, (int) (added++ % rows) * WIDTH, WIDTH);
        }

        void addTo(List<long[]> into, long from, long to) {
            for (long each = Math.max(0, added - rows); each < added; each++) {
                int at = (int) (each % rows) * WIDTH;
                if (cells[at] >= from && cells[at] <= to) {
                    long[] row = new long[WIDTH];
                    System.arraycopy(cells, at, row, 0, WIDTH);
                    into.add(row);
                }
            }
        }

        long oldest() {
            return added == 0 ? Long.MAX_VALUE : cells[(int) (Math.max(0, added - rows) % rows) * WIDTH];
        }
    }

    /** Bytes that it takes at most, however long it runs. */
    static long byteSize() {
        return (long) (FINE_ROWS + COARSE_ROWS) * WIDTH * Long.BYTES;
    }

    /** Keeps a look. */
    synchronized void add(Look look) {
        long[] row = row(look);
        fine.add(row);
        if (look.at() - coarseAt >= COARSE_MILLIS) {
            coarseAt = look.at();
            coarse.add(row);
        }
    }

    private static long[] row(Look look) {
        long[] row = new long[WIDTH];
        long[] figures = {look.at(), look.usage().requestedBytes(), look.usage().usedBytes(),
            look.usage().committedBytes(), look.usage().reservedBytes(), look.usage().freeBytes(),
            look.usage().largestFreeBlockBytes(), look.purgedBytes(), look.allocations(), look.frees(),
            look.failures(), look.movedBlocks(), look.movedBytes()};
        System.arraycopy(figures, 0, row, 0, figures.length);
        long[] orders = look.freeBlocksByOrder();
        System.arraycopy(orders, 0, row, figures.length, Math.min(ORDERS, orders.length));
        return row;
    }

    /** What it has of a range of time, in milliseconds since 1970: as columns, the oldest first. */
    synchronized Map<String, Object> json(long from, long to) {
        List<long[]> rows = new ArrayList<>();
        coarse.addTo(rows, from, Math.min(to, fine.oldest() - 1));
        fine.addTo(rows, from, to);
        int step = Math.max(1, (rows.size() + MOST_TOLD - 1) / MOST_TOLD);
        int orders = ordersUsed(rows);
        List<long[]> columns = new ArrayList<>();
        int told = (rows.size() + step - 1) / step;
        for (int column = 0; column < COLUMNS.size() + orders; column++) {
            long[] values = new long[told];
            for (int each = 0; each < told; each++) {
                values[each] = rows.get(rows.size() - 1 - (told - 1 - each) * step)[column];
            }
            columns.add(values);
        }
        return Json.object("columns", COLUMNS, "orders", orders, "values", columns);
    }

    private static int ordersUsed(List<long[]> rows) {
        int orders = 0;
        for (long[] row : rows) {
            for (int order = orders; order < ORDERS; order++) {
                orders = row[COLUMNS.size() + order] != 0 ? order + 1 : orders;
            }
        }
        return orders;
    }
}
