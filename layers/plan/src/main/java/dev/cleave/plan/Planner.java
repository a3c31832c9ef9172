package dev.cleave.plan;

import java.time.Duration;

/**
 * Finds places for a sequence of allocations that is known beforehand: dynamic storage allocation
 * with all lifetimes known, which is NP-hard, by several ways of which the best is kept.
 *
 * <ol>
 *   <li>From the moment of the highest load outward, and from both ends, by best fit. Most programs
 *       need no more than the lower bound then, and the search is over.
 *   <li>Blocks are placed by first fit, the largest, the longest lived, or those of the largest
 *       area (size times lifetime) first, as the planners of TensorFlow Lite and TVM do. Where
 *       there are more than 20,000, those of one size are linked into chains before.
 *   <li>For as long as there is time, these orders are changed: what broke the height of the best
 *       plan is placed earlier. With more than 60,000 chains, other moments are tried instead.
 * </ol>
 *
 * <p>The search ends when the lower bound is reached, the time is over, or two million orders in a
 * row were in vain; the first way is always tried. Every plan is checked before it is handed out.
 * The same seed finds the same plan, unless the limit cuts the search.
 *
 * <p>Immutable; safe for use by several threads, each search on its own.
 *
 * <p>Sources: Gergov, <em>Algorithms for compile-time memory optimization</em>, 1999; Buchsbaum et
 * al., <em>OPT versus LOAD in dynamic storage allocation</em>, 2003; Maas et al.,
 * <em>TelaMalloc</em>, 2023, for the search that goes by what had no room.
 *
 * @param alignment of every place, in bytes: a power of two from 1 to 1 GiB
 * @param limit how long the search goes on at most, above zero
 * @param seed of its random choices
 * @param progress told after each try, as often as some thousand times a second
 */
public record Planner(long alignment, Duration limit, long seed, PlanProgress progress) {
    /** The alignment unless told: what the largest of Java's primitive values needs. */
    public static final long USUAL_ALIGNMENT = 8;

    /** The limit unless told. */
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(20);

    /** Checks the ranges. */
    public Planner {
        Spans.requireAlignment(alignment);
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a limit of " + limit + ": must be above zero");
        }
    }

    /** A planner for places of 8 bytes, that searches for 20 seconds at most. */
    public Planner() {
        this(USUAL_ALIGNMENT, USUAL_LIMIT, 1, PlanProgress.SILENT);
    }

    /** The same, but for places at multiples of so many bytes. */
    public Planner withAlignment(long bytes) {
        return new Planner(bytes, limit, seed, progress);
    }

    /** The same, but with another limit. */
    public Planner withLimit(Duration time) {
        return new Planner(alignment, time, seed, progress);
    }

    /** The same, but with other random choices. */
    public Planner withSeed(long number) {
        return new Planner(alignment, limit, number, progress);
    }

    /** The same, but it tells this listener how far it has come. */
    public Planner withProgress(PlanProgress listener) {
        return new Planner(alignment, limit, seed, listener);
    }

    /**
     * Plans.
     *
     * @throws IllegalArgumentException where the sequence needs more than 2^62 bytes
     */
    public Plan plan(Lifetimes lifetimes) {
        Spans spans = Spans.of(lifetimes, alignment, true);
        Layout layout = new Search(spans, seed, new Deadline(limit), this::tell).run();
        long[] offsets = new long[spans.count()];
        for (int position = 0; position < offsets.length; position++) {
            offsets[position] = lifetimes.outlives(position) ? Plan.NO_PLACE : layout.offsets()[position] * alignment;
        }
        return new Plan(lifetimes, alignment, offsets, layout.height() * alignment);
    }

    private void tell(String way, long height, double share) {
        progress.searching(way, height * alignment, share);
    }
}
