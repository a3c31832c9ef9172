package dev.cleave.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans of one size that follow one another in one place, taken together: a few boxes are planned
 * where there were many small spans. A chain lives from its first span to its last, the pauses
 * between them too; a pause is taken in only where the load has room for it under the peak, so that
 * the lower bound stays what it was. Of the chains of its size that have ended, a span takes the
 * one that ended last, as its pause is the shortest.
 *
 * <p>The boxing of small jobs into large ones is that of Buchsbaum, Karloff, Kenyon, Reingold and
 * Thorup, <em>OPT versus LOAD in dynamic storage allocation</em>, 2003, with boxes of one size
 * alone in place of sizes that are alike.
 *
 * <p>Cost: n log n.
 */
final class Chains {
    private final Spans spans;
    private final LoadTree load;
    private final long ceiling;
    private final int[] chainOf;
    private final long[] sizes;
    private final int[] begins;
    private final int[] ends;
    private int count;

    private Chains(Spans spans) {
        this.spans = spans;
        Load bare = spans.load();
        load = new LoadTree(bare);
        ceiling = bare.peak();
        chainOf = new int[spans.count()];
        sizes = new long[spans.count()];
        begins = new int[spans.count()];
        ends = new int[spans.count()];
    }

    /** Links spans into chains. */
    static Chains of(Spans spans) {
        Chains chains = new Chains(spans);
        chains.link();
        return chains;
    }

    /** Chains of one size that have ended, the last ended on top. */
    private static final class Ended {
        private int[] chains = new int[4];
        private int count;

        void push(int chain) {
            if (count == chains.length) {
                chains = Arrays.copyOf(chains, 2 * count);
            }
            chains[count++] = chain;
        }
    }

    private void link() {
        int[] byBegin = spans.orderOf(spans.begins());
        int[] byEnd = spans.orderOf(spans.ends());
        Map<Long, Ended> endedOfSize = new HashMap<>();
        int ending = 0;
        for (int span : byBegin) {
            while (ending < byEnd.length && spans.ends()[byEnd[ending]] <= spans.begins()[span]) {
                int over = byEnd[ending++];
                endedOfSize.computeIfAbsent(spans.sizes()[over], size -> new Ended()).push(chainOf[over]);
            }
            chainOf[span] = chainFor(span, endedOfSize.get(spans.sizes()[span]));
        }
    }

    private int chainFor(int span, @Nullable Ended ended) {
        int begin = spans.begins()[span];
        if (ended != null && ended.count > 0) {
            int last = ended.chains[ended.count - 1];
            if (takesPause(ends[last], begin, spans.sizes()[span])) {
                ended.count--;
                ends[last] = spans.ends()[span];
                return last;
            }
        }
        sizes[count] = spans.sizes()[span];
        begins[count] = begin;
        ends[count] = spans.ends()[span];
        return count++;
    }

    private boolean takesPause(int from, int to, long size) {
        if (from == to) {
            return true;
        }
        if (load.most(from, to) + size > ceiling) {
            return false;
        }
        load.add(from, to, size);
        return true;
    }

    /** The chains as spans. */
    Spans boxes() {
        return new Spans(Arrays.copyOf(sizes, count), Arrays.copyOf(begins, count), Arrays.copyOf(ends, count),
                spans.horizon());
    }

    /** The places of all spans, from those of the boxes. */
    Layout unbox(Layout boxes) {
        long[] offsets = new long[chainOf.length];
        for (int span = 0; span < offsets.length; span++) {
            offsets[span] = boxes.offsets()[chainOf[span]];
        }
        return new Layout(offsets, boxes.height());
    }
}
