package dev.cleave.plan;

import dev.cleave.plan.OutwardFit.Stack;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One search for a low layout, through all the ways of a {@link Planner}. Used by one thread. */
final class Search {
    /** With more boxes than this, one layout in order takes too long for a search among them. */
    private static final int MOST_ORDERED = 60_000;

    private final Spans spans;
    private final Load load;
    private final Random random;
    private final Deadline deadline;
    private final Listener listener;
    private @Nullable Layout best;

    /** Hears what is tried, how high the best layout is, in grains, and how much of the time is over. */
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
        if (!isOver()) {
            Chains chains = Chains.of(spans);
            found = chains.boxes().count() <= MOST_ORDERED ? ordered(chains, found) : moments(outward, found);
        }
        return found;
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

    private Layout ordered(Chains chains, Layout found) {
        OrderSearch search = new OrderSearch(chains.boxes(), load.peak(), random, deadline, listener);
        Layout boxes = search.below(found.height());
        return boxes == null ? found : consider("orders", chains.unbox(boxes));
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
