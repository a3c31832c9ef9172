package dev.cleave.buddy;

import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ALIGNED;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ANY_EXTENT;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ANY_ORDER;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_ANY_UNITS;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_AT;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_EXTENT;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_MANY;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_UNITS;
import static dev.cleave.buddy.SpaceOperation.Kind.ALLOCATE_WITHIN;
import static dev.cleave.buddy.SpaceOperation.Kind.FREE;
import static dev.cleave.buddy.SpaceOperation.Kind.FREE_CLAIMED;
import static dev.cleave.buddy.SpaceOperation.Kind.FREE_MANY;
import static dev.cleave.buddy.SpaceOperation.Kind.RESIZE;
import static dev.cleave.buddy.SpaceOperation.Kind.RESIZE_ANY;

import dev.cleave.buddy.SpaceOperation.Kind;
import dev.cleave.histories.ByteHistory;

/**
 * A history of every operation and every misuse of a space, read from bytes, against the plain
 * model: a shape, then operations to the end of the bytes. Random tests and fuzzers run the same.
 */
public final class SpaceHistory {
    /** The bytes of the shape, at the most. */
    public static final int SHAPE_BYTES = 8;

    /** The bytes of an operation, at the most. */
    public static final int OPERATION_BYTES = 8;

    private static final int MOST_OPERATIONS = 500;
    private static final int NUMBERS = 1 << 24;
    private static final int FIGURES_EVERY_STEP_UP_TO_UNITS = 128;
    private static final int STEPS_BETWEEN_FIGURES = 16;

    private static final int[] EDGES = {1, 2, 3, 63, 64, 65, 127, 4095, 4096, 4097};
    private static final int[] LARGE_EDGES = {262_143, 262_144, 262_145};

    private static final Kind[] USE = {ALLOCATE, ALLOCATE_UNITS, ALLOCATE_EXTENT, ALLOCATE_ALIGNED, ALLOCATE_MANY,
        ALLOCATE_AT, RESIZE, FREE, FREE, FREE_MANY};
    private static final Kind[] ANY_SIZE = {ALLOCATE_ANY_ORDER, ALLOCATE_ANY_UNITS, ALLOCATE_ANY_EXTENT, RESIZE_ANY};
    private static final Kind[] SMALL_HOLES = {FREE, FREE_CLAIMED, ALLOCATE, ALLOCATE_UNITS, ALLOCATE_EXTENT,
        ALLOCATE_WITHIN, ALLOCATE_ALIGNED, RESIZE};

    private SpaceHistory() {}

    /**
     * In a space of up to 10,000 units; an {@link AssertionError} says where it is no plain buddy.
     * Answers the operations that were run.
     */
    public static int ofAnySize(ByteHistory history) {
        return run(checked(history, EDGES, 1, 10_000), history, false);
    }

    /** As {@link #ofAnySize}, in a space of up to 300,000 units. */
    public static int ofLargeSize(ByteHistory history) {
        return run(checked(history, LARGE_EDGES, 10_000, 300_000), history, false);
    }

    /** As {@link #ofAnySize}, in a space that is full of single units at first. */
    public static int ofFullSpace(ByteHistory history) {
        CheckedSpace checked = checked(history, EDGES, 1, 10_000);
        checked.allocateMany(0, Math.toIntExact(checked.space().units()));
        checked.checkFigures();
        return run(checked, history, true);
    }

    private static CheckedSpace checked(ByteHistory history, int[] edges, int least, int most) {
        int units = history.flag() ? edges[history.below(edges.length)] : history.between(least, most);
        return new CheckedSpace(history.tell(
                new SpaceShape(units, history.flag(), 1 << history.below(4), history.flag(), history.flag()))
                .build());
    }

    private static int run(CheckedSpace checked, ByteHistory history, boolean crowded) {
        int operations = 0;
        while (history.hasMore() && operations < MOST_OPERATIONS) {
            operations++;
            Kind kind = crowded ? crowdedKind(history) : kind(history);
            history.tell(new SpaceOperation(kind, history.below(NUMBERS), history.below(NUMBERS))).applyTo(checked);
            if (checked.space().units() <= FIGURES_EVERY_STEP_UP_TO_UNITS || operations % STEPS_BETWEEN_FIGURES == 0) {
                checked.checkFigures();
            }
        }
        checked.checkFigures();
        checked.freeAll();
        return operations;
    }

    /** Mostly use; sometimes of any size; sometimes anything, misuse too. */
    private static Kind kind(ByteHistory history) {
        int weight = history.below(9);
        return history.oneOf(weight < 6 ? USE : weight < 7 ? ANY_SIZE : Kind.values());
    }

    private static Kind crowdedKind(ByteHistory history) {
        return history.oneOf(history.below(6) < 5 ? SMALL_HOLES : Kind.values());
    }
}
