package dev.cleave.workshop.kit;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One run of one check: opens the spaces it wants, counts what the allocator refused to open, and says on which space something was found wrong.
 *
 * <p>A shape that is refused is tried again with ever smaller largest blocks. What was changed or left out stands in the outcome.
 */
final class Trial {
    /** What a check does with a space. */
    @FunctionalInterface
    interface Body {
        /** Tries the space; all that is random comes from the generator. */
        void accept(CheckedAllocator space, SplittableRandom random);
    }

    private final Function<Shape, BlockAllocator> opener;
    private final long seed;
    private final int effort;
    private final Set<Shape> opened = new HashSet<>();
    private final List<String> adaptations = new ArrayList<>();
    private long operations;

    Trial(Function<Shape, BlockAllocator> opener, long seed, int effort) {
        this.opener = opener;
        this.seed = seed;
        this.effort = effort;
    }

    /** So many steps, as often as the user wants them. */
    int steps(int steps) {
        return Math.multiplyExact(steps, effort);
    }

    /** Opens a space of each shape that the allocator can have, each once, and runs the body on it. */
    void onEach(List<Shape> wanted, Body body) {
        for (Shape each : wanted) {
            open(each).ifPresent(space -> run(space, body));
        }
    }

    /** Counts what threads of a check did beyond the calls through a {@link CheckedAllocator}. */
    void count(long more) {
        operations += more;
    }

    /** A check that found no space to run on has shown nothing. */
    void requireSpaces() {
        if (opened.isEmpty()) {
            throw new AssertionError("nothing was shown: the allocator refused every shape\n"
                    + String.join("\n", adaptations));
        }
    }

    Outcome outcome(String check, Optional<AssertionError> failure) {
        return new Outcome(check, opened.size(), operations, adaptations, failure);
    }

    private void run(CheckedAllocator space, Body body) {
        Shape shape = space.shape();
        try {
            body.accept(space, new SplittableRandom(seed + 31 * shape.units() + shape.maxOrder()));
        } catch (AssertionError | RuntimeException broken) {
            String what = broken instanceof AssertionError ? broken.getMessage() : "unexpected " + broken;
            throw new AssertionError(space.name() + ", " + shape.units() + " units, largest order " + shape.maxOrder()
                    + ", seed " + seed + ", step " + space.operations() + ": " + what + "\nlast calls: "
                    + space.lastCalls(), broken);
        } finally {
            operations += space.operations();
        }
    }

    /** A space of this shape, or of the nearest with a smaller largest block; none where all are refused, or that shape had its turn. */
    private Optional<CheckedAllocator> open(Shape wanted) {
        String refusal = "";
        for (int maxOrder = wanted.maxOrder(); maxOrder >= 0; maxOrder--) {
            Shape shape = new Shape(wanted.units(), maxOrder);
            BlockAllocator allocator;
            try {
                allocator = opener.apply(shape);
            } catch (IllegalArgumentException refused) {
                refusal = String.valueOf(refused.getMessage());
                continue;
            }
            if (maxOrder < wanted.maxOrder()) {
                adapt(wanted, "largest order " + maxOrder + " instead", refusal);
            }
            return opened.add(shape) ? Optional.of(new CheckedAllocator(allocator, shape)) : Optional.empty();
        }
        adapt(wanted, "left out", refusal);
        return Optional.empty();
    }

    private void adapt(Shape wanted, String how, String refusal) {
        adaptations.add(wanted.units() + " units, largest order " + wanted.maxOrder() + ": " + how + " (" + refusal
                + ")");
    }
}
