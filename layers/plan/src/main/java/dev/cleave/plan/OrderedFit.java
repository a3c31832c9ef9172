package dev.cleave.plan;

/**
 * Places spans one after another, in any order, each as low as those placed before leave room for
 * the whole of its time. What comes early in the order lies well; so the order is what is searched
 * for.
 *
 * <p>The spans placed lie in flat arrays in order of their offsets, and a place is found by one
 * walk from the bottom. Cost: quadratic at worst, in steps of a few instructions; tens of thousands
 * of spans take seconds, a thousand a millisecond. Not safe for use by several threads at once.
 */
final class OrderedFit {
    private final Spans spans;
    private final int[] begins;
    private final int[] ends;
    private final long[] bottoms;
    private final long[] tops;
    private int placed;

    OrderedFit(Spans spans) {
        this.spans = spans;
        begins = new int[spans.count()];
        ends = new int[spans.count()];
        bottoms = new long[spans.count()];
        tops = new long[spans.count()];
    }

    /**
     * Places spans in this order, until one would end above the ceiling.
     *
     * @param offsets where the places go; those of spans that were not come to are left as they are
     * @return how many of the order were placed: all, or those before the one that had no room
     */
    int place(int[] order, long ceiling, long[] offsets, Deadline deadline) {
        placed = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int span = order[rank];
            long offset = lowest(span);
            if (offset + spans.sizes()[span] > ceiling || deadline.hasPassed()) {
                return rank;
            }
            offsets[span] = offset;
            insert(span, offset);
        }
        return order.length;
    }

    /** The lowest gap between the spans that share time with this one. */
    private long lowest(int span) {
        int begin = spans.begins()[span];
        int end = spans.ends()[span];
        long size = spans.sizes()[span];
        long free = 0;
        for (int each = 0; each < placed; each++) {
            if (begins[each] < end && begin < ends[each]) {
                if (bottoms[each] - free >= size) {
                    return free;
                }
                free = Math.max(free, tops[each]);
            }
        }
        return free;
    }

    private void insert(int span, long offset) {
        int low = 0;
        int high = placed;
        while (low < high) {
            int middle = low + high >>> 1;
            if (bottoms[middle] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int moved = placed - low;
        System.arraycopy(begins, low, begins, low + 1, moved);
        System.arraycopy(ends, low, ends, low + 1, moved);
        System.arraycopy(bottoms, low, bottoms, low + 1, moved);
        System.arraycopy(tops, low, tops, low + 1, moved);
        begins[low] = spans.begins()[span];
        ends[low] = spans.ends()[span];
        bottoms[low] = offset;
        tops[low] = offset + spans.sizes()[span];
        placed++;
    }

    /** The height of all that was placed. */
    long height() {
        long height = 0;
        for (int each = 0; each < placed; each++) {
            height = Math.max(height, tops[each]);
        }
        return height;
    }
}
