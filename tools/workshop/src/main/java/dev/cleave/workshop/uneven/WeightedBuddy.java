package dev.cleave.workshop.uneven;

import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;

/**
 * The weighted buddy: sizes 2^k and 3 · 2^k, nearly twice as many as a binary buddy has.
 *
 * <pre>
 *   ├──────────────16───────────────┤       a power of two splits 3 : 1
 *   ├──────────12───────────┼───4───┤       three times a power splits 2 : 1
 *   ├───────8───────┼───4───┼──3──┼1┤
 *   ├─────6─────┼─2─┼──3──┼1┼─2─┼1┼1┤       and 2 into two units
 * </pre>
 *
 * <p>Each block is aligned: one of 2^k begins at a multiple of 2^k and one of 3 · 2^k at a multiple of 2^(k + 2), because
 * it is always the left part of such a block. So an allocator for pages or for a processor's cache lines can use it, which
 * it cannot the {@link FibonacciBuddy}. Its description does not say so: of an allocator that does, the contract also expects
 * that what is free is joined to powers of two, and here it may be joined to a 3 · 2^k.
 *
 * <p>A line of N units is made of the same roots as a binary buddy's, so a fresh space serves every request up to 2^maxOrder.
 * Unused is at most a third of what is handed out (a binary buddy: a half), about a seventh when all sizes are equally likely.
 *
 * <p>Cost: as {@link UnevenBuddy} has it; a block of one unit from a whole space takes about half as many splits as in a
 * binary buddy, since the right part is a quarter or a third.
 *
 * <p>Source: Shen and Peterson, <i>A weighted buddy method for dynamic storage allocation</i>, Communications of the ACM
 * 17(10), 1974. They leave a block of 2 whole; here it splits, so that all of a space can be had as units.
 */
public final class WeightedBuddy extends UnevenBuddy {
    /** What it says of itself. */
    public static final Description DESCRIPTION = new Description("weighted", "weighted buddy: sizes 2^k and 3 * 2^k",
            ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL, false, "Shen & Peterson, CACM 17(10), 1974");

    /**
     * A space of this shape, wholly free.
     *
     * @throws IllegalArgumentException when it has more than 2^30 units
     */
    public WeightedBuddy(Shape shape) {
        super(shape, sizes(shape));
        shape.forEachRoot(this::addRoot);
    }

    private static Sizes sizes(Shape shape) {
        int most = shape.maxOrder();
        long[] units = new long[Math.max(most + 1, 2 * most)];
        int count = 0;
        for (int order = 0; order <= most; order++) {
            if (order >= 2) {
                units[count++] = 3L << order - 2;
            }
            units[count++] = 1L << order;
        }
        return new Sizes(units);
    }

    @Override
    public Description description() {
        return DESCRIPTION;
    }
}
