package dev.cleave.plan;

import java.util.Arrays;

/**
 * Places spans from one moment outward. What is live at the moment is stacked without a gap. From
 * there time runs on, and what begins takes the best fitting gap; and time runs back, where what
 * ends begins. The two sides never meet, as no span of one lives at a time of the other.
 *
 * <p>From the moment of the highest load the stack is as high as the lower bound, and on both sides
 * less is live: few programs leave no room for the rest. From the first moment it is the plain
 * best fit of an allocator that knows nothing.
 *
 * <p>Cost: n log n, whatever is live.
 */
final class OutwardFit {
    private final Spans spans;
    private final int[] byBegin;
    private final int[] byEnd;

    /** In which order the spans that live at the moment are stacked, the first lowest. */
    enum Stack {
        /** Those that began first are lowest: what is free before lies in one piece above them. */
        FIRST_BEGUN,
        /** Those that end last are lowest: what is free later lies in one piece above them. */
        LAST_ENDING,
        /** Those that live longest are lowest. */
        LONGEST
    }

    OutwardFit(Spans spans) {
        this.spans = spans;
        byBegin = spans.orderOf(spans.begins());
        byEnd = spans.orderOf(spans.ends());
    }

    /** Places all spans, outward from a time of 0 to the horizon. */
    Layout place(int moment, Stack stack) {
        long[] offsets = new long[spans.count()];
        long stacked = stack(moment, stack, offsets);
        long height = Math.max(forward(moment, stacked, offsets), backward(moment, stacked, offsets));
        return new Layout(offsets, height);
    }

    private long stack(int moment, Stack stack, long[] offsets) {
        long[] keyed = new long[spans.count()];
        int live = 0;
        for (int span : byBegin) {
            if (spans.begins()[span] <= moment && spans.ends()[span] > moment) {
                keyed[live++] = (long) key(span, stack) << Integer.SIZE | span;
            }
        }
        Arrays.sort(keyed, 0, live);
        long top = 0;
        for (int each = 0; each < live; each++) {
            int span = (int) keyed[each];
            offsets[span] = top;
            top += spans.sizes()[span];
        }
        return top;
    }

    private int key(int span, Stack stack) {
        return switch (stack) {
            case FIRST_BEGUN -> spans.begins()[span];
            case LAST_ENDING -> spans.horizon() - spans.ends()[span];
            case LONGEST -> spans.horizon() - (spans.ends()[span] - spans.begins()[span]);
        };
    }

    private long forward(int moment, long stacked, long[] offsets) {
        Gaps gaps = new Gaps(stacked);
        long height = stacked;
        int ending = firstAfter(byEnd, spans.ends(), moment);
        for (int next = firstAfter(byBegin, spans.begins(), moment); next < byBegin.length; next++) {
            int span = byBegin[next];
            while (ending < byEnd.length && spans.ends()[byEnd[ending]] <= spans.begins()[span]) {
                give(gaps, byEnd[ending++], offsets);
            }
            take(gaps, span, offsets);
            height = Math.max(height, gaps.top());
        }
        return height;
    }

    private long backward(int moment, long stacked, long[] offsets) {
        Gaps gaps = new Gaps(stacked);
        long height = stacked;
        int beginning = firstAfter(byBegin, spans.begins(), moment) - 1;
        for (int next = firstAfter(byEnd, spans.ends(), moment) - 1; next >= 0; next--) {
            int span = byEnd[next];
            while (beginning >= 0 && spans.begins()[byBegin[beginning]] >= spans.ends()[span]) {
                give(gaps, byBegin[beginning--], offsets);
            }
            take(gaps, span, offsets);
            height = Math.max(height, gaps.top());
        }
        return height;
    }

    private void take(Gaps gaps, int span, long[] offsets) {
        if (spans.sizes()[span] > 0) {
            offsets[span] = gaps.take(spans.sizes()[span]);
        }
    }

    private void give(Gaps gaps, int span, long[] offsets) {
        if (spans.sizes()[span] > 0) {
            gaps.give(offsets[span], spans.sizes()[span]);
        }
    }

    /** The first place of an order whose time is after the moment. */
    private static int firstAfter(int[] order, int[] times, int moment) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (times[order[middle]] <= moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
