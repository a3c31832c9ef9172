package dev.cleave.workshop.uneven;

import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.Arrays;

/**
 * The Fibonacci buddy: sizes 1, 2, 3, 5, 8, 13 …, each the sum of the two before it, into which it splits.
 *
 * <pre>
 *   ├────────────13───────────┤
 *   ├───────8───────┼────5────┤
 *   ├────5────┼──3──┼──3──┼─2─┤
 *   ├──3──┼─2─┼─2─┼1┼─2─┼1┼1┼1┤
 * </pre>
 *
 * <p>Neighbouring sizes stand about 1.62 : 1 instead of 2 : 1, so unused is at most about 38 % of what is handed out,
 * about a fifth when all sizes are equally likely. Blocks are not aligned to anything: a block of 5 may begin at 8.
 *
 * <p>A line of N units is cut from the low end into the largest sizes that fit, none larger than the first that holds
 * 2^maxOrder units: of 16 units come 13 and 3, of 1,000 come 610, 377 and 13. So a fresh space of N units serves every
 * request up to the largest Fibonacci number not above N, which may be less than 2^maxOrder: of 16 units, 13 can be had
 * and 14 cannot. Spaces of a Fibonacci number of units are its natural home.
 *
 * <p>Cost: as {@link UnevenBuddy} has it, with at most log<sub>1.62</sub> N splits or joins.
 *
 * <p>Source: Hirschberg, <i>A class of dynamic memory allocation algorithms</i>, Communications of the ACM 16(10), 1973;
 * the two notes of a block: Cranston and Thomas, <i>A simplified recombination scheme for the Fibonacci buddy system</i>,
 * Communications of the ACM 18(6), 1975, who need one bit for each: left or right is enough, since the right part of size
 * F(i) always comes from F(i + 2), but for the two kinds of 1.
 */
public final class FibonacciBuddy extends UnevenBuddy {
    /** What it says of itself. */
    public static final Description DESCRIPTION =
            new Description("fibonacci", "Fibonacci buddy: sizes 1, 2, 3, 5, 8, 13 …",
                    ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL, false,
                    "Hirschberg, CACM 16(10), 1973; Cranston & Thomas, CACM 18(6), 1975");

    /**
     * A space of this shape, wholly free.
     *
     * @throws IllegalArgumentException when it has more than 2^30 units
     */
    public FibonacciBuddy(Shape shape) {
        this(shape, new Sizes(sizes(shape)));
    }

    private FibonacciBuddy(Shape shape, Sizes sizes) {
        super(shape, sizes);
        for (long at = 0; at < shape.units();) {
            long units = sizes.unitsOf(sizes.atMost(shape.units() - at));
            addRoot(at, units);
            at += units;
        }
    }

    /** The Fibonacci numbers up to the first that holds the largest order, as far as the space has room for them. */
    private static long[] sizes(Shape shape) {
        long[] units = new long[Long.SIZE];
        int count = 0;
        long smaller = 1;
        long larger = 1;
        do {
            units[count++] = larger;
            long sum = smaller + larger;
            smaller = larger;
            larger = sum;
        } while (smaller < 1L << shape.maxOrder() && larger <= shape.units());
        return Arrays.copyOf(units, count);
    }

    @Override
    public Description description() {
        return DESCRIPTION;
    }
}
