package dev.cleave.objects;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The holes of a stripe's regions, by extent: a list for each, and bits for those that are not
 * empty. The smallest hole that is large enough is found in a few reads. The links are in the holes
 * themselves, so a hole costs nothing. Under the stripe's lock.
 */
final class HoleLists {
    /** No hole. */
    static final long NONE = -1;

    private static final int ROW_SHIFT = 8;
    private static final int ROW = 1 << ROW_SHIFT;
    private static final int ARRAY_HEADER = 16;

    /**
     * The list of larger holes whose own row could not be made, as the Java heap was full: a free
     * must not fail for that. It is one of the first row, which is always there.
     */
    private static final int REFUGE = ROW - 1;

    private final BlockLayout layout;

    /**
     * By half the extent: the first hole of each list. Rows but the first are made when they are
     * first used.
     */
    private final long[] @Nullable [] heads;

    private final FilledLists filled;
    private int rows;

    /**
     * No holes.
     *
     * @param mostExtent the largest that there can be
     */
    HoleLists(BlockLayout layout, long mostExtent) {
        this.layout = layout;
        int lists = Math.toIntExact(mostExtent / BlockLayout.GRAIN + 1);
        heads = new long[(lists >>> ROW_SHIFT) + 1][];
        filled = new FilledLists(Math.max(lists, ROW));
        heads[0] = newRow();
        rows = 1;
    }

    /** Puts a hole that was written. */
    void put(long hole, long extent) {
        int list = hasRow(list(extent)) ? list(extent) : REFUGE;
        long[] row = row(list);
        long head = row[list & ROW - 1];
        layout.setNext(hole, head);
        layout.setPrevious(hole, NONE);
        if (head == NONE) {
            filled.set(list);
        } else {
            layout.setPrevious(head, hole);
        }
        row[list & ROW - 1] = hole;
    }

    /** The smallest hole of at least an extent, or {@link #NONE}: it stays where it is. */
    long find(long extent) {
        int list = filled.next(list(extent));
        return list < 0 ? NONE : row(list)[list & ROW - 1];
    }

    /** Takes a hole out. */
    void remove(long hole, long extent) {
        long next = layout.next(hole);
        long previous = layout.previous(hole);
        if (next != NONE) {
            layout.setPrevious(next, previous);
        }
        if (previous != NONE) {
            layout.setNext(previous, next);
            return;
        }
        int list = isFirst(hole, list(extent)) ? list(extent) : REFUGE;
        row(list)[list & ROW - 1] = next;
        if (next == NONE) {
            filled.clear(list);
        }
    }

    private static int list(long extent) {
        return (int) (extent / BlockLayout.GRAIN);
    }

    private boolean isFirst(long hole, int list) {
        long[] row = heads[list >>> ROW_SHIFT];
        return row != null && row[list & ROW - 1] == hole;
    }

    /** Whether a list has its row, which is made where it is missing. */
    private boolean hasRow(int list) {
        if (heads[list >>> ROW_SHIFT] != null) {
            return true;
        }
        try {
            heads[list >>> ROW_SHIFT] = newRow();
            rows++;
            return true;
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    private static long[] newRow() {
        long[] row = new long[ROW];
        Arrays.fill(row, NONE);
        return row;
    }

    /** The row of a list that has one. */
    private long[] row(int list) {
        return Objects.requireNonNull(heads[list >>> ROW_SHIFT]);
    }

    /** Bytes on the Java heap. */
    long byteSize() {
        return ARRAY_HEADER + (long) heads.length * Integer.BYTES + (long) rows * (ARRAY_HEADER + ROW * Long.BYTES)
                + filled.byteSize();
    }
}
