package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One compaction: window after window, until what is wanted is there, the budget is spent, or
 * nothing more can be done. For one thread.
 */
final class CompactionRun {
    /** The answer of a search that found nothing. */
    static final long NOT_FOUND = -1;

    /** So many windows are tried for one request. */
    private static final int MOST_WINDOWS = 8;

    private final MovableParts parts;
    private final BuddySpace space;
    private final Spending spending;
    private final BitSet avoided = new BitSet();
    private boolean spent;

    CompactionRun(MovableParts parts, Budget budget) {
        this.parts = parts;
        space = parts.space();
        spending = new Spending(budget, System::nanoTime);
    }

    private Landscape survey(int cellShift) {
        parts.obstacles().forgetUnpinned();
        return Landscape.survey(space, parts.table(), parts.owners(), cellShift);
    }

    // ---------------------------------------------------------------------------------------------------------- demand

    /**
     * Makes so many adjacent units free, anywhere: where a search has found none.
     *
     * @param alignment in units
     * @param search takes what is wanted if it is there, or answers {@link #NOT_FOUND}; it is asked
     *     again after each step
     */
    CompactionResult anywhere(long count, long alignment, LongSupplier search) {
        long found = NOT_FOUND;
        Window nearest = null;
        for (int round = 0; found == NOT_FOUND && round < MOST_WINDOWS && !spent; round++) {
            Landscape landscape = survey(Landscape.cellShift(space.units(), count, parts.pageblockShift()));
            WindowChoice choice = new WindowChoice(landscape);
            Window window = choice.cheapest(count, alignment, 0, avoided);
            if (window == null) {
                nearest = nearest == null ? choice.nearest(count, alignment) : nearest;
                break;
            }
            nearest = window;
            avoided.set(landscape.cellOf(window.from()));
            found = empty(landscape, window, true, search);
        }
        return result(found, nearest);
    }

    /**
     * Makes units free in a given place: as {@link #anywhere}. It goes on as long as blocks can be
     * moved out, as others may have come in meanwhile.
     */
    CompactionResult at(Window window, LongSupplier search) {
        long found = NOT_FOUND;
        long before = -1;
        for (int round = 0; found == NOT_FOUND && round < MOST_WINDOWS && before < spending.copied()
                && !spent; round++) {
            before = spending.copied();
            found = empty(survey(parts.pageblockShift()), window, true, search);
        }
        return result(found, window);
    }

    private CompactionResult result(long found, @Nullable Window nearest) {
        boolean succeeded = found != NOT_FOUND;
        List<Obstacle> obstacles = succeeded || nearest == null ? List.of() : parts.obstacles().in(nearest);
        return new CompactionResult(succeeded, Math.max(found, 0), spending.copied(), spent, obstacles);
    }

    /** Empties a window; answers what the search found on the way or at the end. */
    private long empty(Landscape landscape, Window window, boolean mayBreak, LongSupplier search) {
        try (Evacuation evacuation = new Evacuation(parts, landscape, window, mayBreak)) {
            evacuation.begin(landscape);
            while (evacuation.hasNext()) {
                if (!spending.allows(evacuation.nextBytes())) {
                    spent = true;
                    return NOT_FOUND;
                }
                spending.copied(evacuation.step());
                long found = space.mayHave(window.end() - window.from()) ? search.getAsLong() : NOT_FOUND;
                if (found != NOT_FOUND) {
                    return found;
                }
            }
        }
        return search.getAsLong();
    }

    // ------------------------------------------------------------------------------------------------------------ tidy

    /**
     * Makes whole pageblocks, one by one, until no more than a share of what is free lies outside
     * of whole ones.
     */
    CompactionResult tidy(double mostUnusable) {
        int order = parts.pageblockShift();
        long count = 1L << order;
        while (!spent && space.unusableFreeSpaceIndex(order) > mostUnusable) {
            Landscape landscape = survey(order);
            Window window = new WindowChoice(landscape).cheapest(count, count, 1, avoided);
            if (window == null) {
                break;
            }
            avoided.set(landscape.cellOf(window.from()));
            empty(landscape, window, false, () -> NOT_FOUND);
        }
        boolean succeeded = space.unusableFreeSpaceIndex(order) <= mostUnusable;
        return new CompactionResult(succeeded, 0, spending.copied(), spent, List.of());
    }
}
