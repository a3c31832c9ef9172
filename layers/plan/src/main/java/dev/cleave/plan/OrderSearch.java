package dev.cleave.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A search for the order in which first fit places spans lowest. It begins with the orders that are
 * known to do well. Each is then changed: the span that had no room below the best height goes to a
 * random earlier place, until all have room, which is the new best, or patience is over. When all
 * orders were tried, they are again, with more patience.
 *
 * <p>Cost of a try: that of {@link OrderedFit}, up to the span without room. Used by one thread.
 */
final class OrderSearch {
    private static final int FIRST_PATIENCE = 200;

    /**
     * After so many tries in vain nothing better is expected: of few spans all orders have been
     * tried.
     */
    private static final int MOST_VAIN = 2_000_000;

    private final Spans spans;
    private final long bound;
    private final Random random;
    private final Deadline deadline;
    private final Search.Listener listener;
    private final OrderedFit fit;
    private final long[] offsets;
    private @Nullable Layout best;
    private long bestHeight;
    private int vainTries;

    OrderSearch(Spans spans, long bound, Random random, Deadline deadline, Search.Listener listener) {
        this.spans = spans;
        this.bound = bound;
        this.random = random;
        this.deadline = deadline;
        this.listener = listener;
        fit = new OrderedFit(spans);
        offsets = new long[spans.count()];
    }

    /** The best layout that is lower than this height, or null where none was found. */
    @Nullable
    Layout below(long height) {
        bestHeight = height;
        List<int[]> orders = List.of(
                order(Comparator.comparingLong(span -> -spans.sizes()[span])),
                order(Comparator.comparingLong(span -> spans.begins()[span] - spans.ends()[span])),
                order(Comparator.comparingLong(span -> -spans.area(span))));
        int patience = 0;
        while (!isOver()) {
            for (int[] order : orders) {
                climb(order, patience);
            }
            patience = Math.max(FIRST_PATIENCE, 2 * patience);
        }
        return best;
    }

    private boolean isOver() {
        return bestHeight <= bound || vainTries > MOST_VAIN || deadline.hasPassed();
    }

    /** All spans in this order; those that are alike in it, the largest, then the longest first. */
    private int[] order(Comparator<Integer> first) {
        Comparator<Integer> largest = Comparator.comparingLong(span -> -spans.sizes()[span]);
        Comparator<Integer> longest = Comparator.comparingInt(span -> spans.begins()[span] - spans.ends()[span]);
        return IntStream.range(0, spans.count()).boxed()
                .sorted(first.thenComparing(largest).thenComparing(longest))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Tries an order, and so many changes of it that find nothing better; it keeps those that do.
     */
    private void climb(int[] start, int patience) {
        int[] order = start.clone();
        int vain = 0;
        while (vain <= patience && !isOver()) {
            int rank = fit.place(order, bestHeight - 1, offsets, deadline);
            if (rank == order.length) {
                bestHeight = fit.height();
                best = new Layout(offsets.clone(), bestHeight);
                System.arraycopy(order, 0, start, 0, order.length);
                vain = 0;
                vainTries = 0;
            } else {
                vain++;
                vainTries++;
                promote(order, rank);
            }
            listener.tried("orders of first fit", bestHeight, deadline.share());
        }
    }

    /** Moves what is at this rank to a random rank before it. */
    private void promote(int[] order, int rank) {
        if (rank == 0) {
            return;
        }
        int to = random.nextInt(rank);
        int span = order[rank];
        System.arraycopy(order, to, order, to + 1, rank - to);
        order[to] = span;
    }
}
