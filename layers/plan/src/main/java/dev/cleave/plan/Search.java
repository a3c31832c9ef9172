package dev.cleave.plan;

import dev.cleave.plan.OutwardFit.Stack;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One search for a low layout, through all the ways of a {@link Planner}. Used by one thread. */
final class Search {
    /** Up to here orders of the spans themselves are tried: chains find less, sooner. */
    private static final int MOST_UNCHAINED = 20_000;

    /** With more chains than this, one layout in order takes too long for a search among them. */
    private static final int MOST_ORDERED = 60_000;

    private static final String ORDERS = "orders of first fit";

    private final Spans spans;
    private final Load load;
    private final Random random;
    private final Deadline deadline;
    private final Listener listener;
    private @Nullable Layout best;

    /**
     * Hears what is tried, how high the best layout is, in grains, and how much of the time is
     * over.
     */
    @FunctionalInterface
    interface Listener {
        /** The search goes on. */
        void tried(String way, long bestHeight, double share);
    }

    Search(Spans spans, long seed, Deadline deadline, Listener listener) {
        this.spans = spans;
        this.deadline = deadline;
        this.listener = listener;
        load = spans.load();
        random = new Random(seed);
    }

    /** Searches until the lower bound is met or the time is over. */
    Layout run() {
        OutwardFit outward = new OutwardFit(spans);
        Layout found = consider("outward from the peak", outward.place(load.peakTime(), Stack.FIRST_BEGUN));
        for (Stack stack : Stack.values()) {
            found = isOver() ? found : consider("outward from the peak", outward.place(load.peakTime(), stack));
        }
        found = isOver() ? found : consider("best fit from the begin", outward.place(0, Stack.FIRST_BEGUN));
        found = isOver() ? found : consider("best fit from the end", outward.place(spans.horizon(), Stack.FIRST_BEGUN));
        return isOver() ? found : improved(outward, found);
    }

    private Layout improved(OutwardFit outward, Layout found) {
        if (spans.count() <= MOST_UNCHAINED) {
            Layout layout = ordered(spans, found.height());
            return layout == null ? found : consider(ORDERS, layout);
        }
        Chains chains = Chains.of(spans);
        if (chains.boxes().count() > MOST_ORDERED) {
            return moments(outward, found);
        }
        Layout boxes = ordered(chains.boxes(), found.height());
        return boxes == null ? found : consider(ORDERS, chains.unbox(boxes));
    }

    private @Nullable Layout ordered(Spans placed, long below) {
        return new OrderSearch(placed, load.peak(), random, deadline, listener).below(below);
    }

    private Layout consider(String way, Layout layout) {
        Layout lowest = best == null || layout.height() < best.height() ? layout : best;
        best = lowest;
        listener.tried(way, lowest.height(), deadline.share());
        return lowest;
    }

    private boolean isOver() {
        return deadline.hasPassed() || best != null && best.height() == load.peak();
    }

    private Layout moments(OutwardFit outward, Layout found) {
        Layout lowest = found;
        Stack[] stacks = Stack.values();
        while (!isOver()) {
            Layout layout = outward.place(random.nextInt(spans.horizon() + 1), stacks[random.nextInt(stacks.length)]);
            lowest = consider("outward from other moments", layout);
        }
        return lowest;
    }
}
