package dev.cleave.workshop;

import dev.cleave.workshop.cleave.CleaveBuddy;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.linux.LinuxBuddy;
import dev.cleave.workshop.lists.ListBuddy;
import dev.cleave.workshop.llfree.LLFree;
import dev.cleave.workshop.nonblocking.NonblockingBuddy;
import dev.cleave.workshop.nonblocking.SpinLocked;
import dev.cleave.workshop.tree.BitmapTreeBuddy;
import dev.cleave.workshop.tree.FreeTreeBuddy;
import dev.cleave.workshop.uneven.FibonacciBuddy;
import dev.cleave.workshop.uneven.WeightedBuddy;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The algorithms of the workshop, by name. */
public enum Algorithm {
    /** Blocks of each order in a growable vector, scanned. */
    LISTS_VECTOR(ListBuddy.VECTORS, ListBuddy::vectors),
    /** Blocks of each order in a linked list, scanned. */
    LISTS_LINKED(ListBuddy.LINKED, ListBuddy::linked),
    /** Free blocks of each order linked through arrays. */
    LISTS_INTRUSIVE(ListBuddy.INTRUSIVE, ListBuddy::intrusive),
    /** Free blocks in a balanced tree. */
    FREE_TREE(FreeTreeBuddy.DESCRIPTION, FreeTreeBuddy::new),
    /** One flat array, each node the largest free order below it. */
    BITMAP_TREE(BitmapTreeBuddy.DESCRIPTION, BitmapTreeBuddy::new),
    /** The binary buddy as Linux has it. */
    LINUX(LinuxBuddy.DESCRIPTION, LinuxBuddy::new),
    /** NBBS, one level a word. */
    NBBS_1(NonblockingBuddy.ONE_LEVEL, NonblockingBuddy::oneLevel),
    /** NBBS, four levels a word. */
    NBBS_4(NonblockingBuddy.FOUR_LEVELS, NonblockingBuddy::fourLevels),
    /** The tree of NBBS, one level a word, under a spin lock. */
    NBBS_1_SPIN(SpinLocked.ONE_LEVEL, SpinLocked::oneLevel),
    /** The tree of NBBS, four levels a word, under a spin lock. */
    NBBS_4_SPIN(SpinLocked.FOUR_LEVELS, SpinLocked::fourLevels),
    /** LLFree's two levels. */
    LLFREE(LLFree.DESCRIPTION, LLFree::new),
    /** Sizes 2^k and 3 * 2^k. */
    WEIGHTED(WeightedBuddy.DESCRIPTION, WeightedBuddy::new),
    /** Sizes 1, 2, 3, 5, 8, 13 and so on. */
    FIBONACCI(FibonacciBuddy.DESCRIPTION, FibonacciBuddy::new),
    /** Cleave's own. */
    CLEAVE(CleaveBuddy.DESCRIPTION, CleaveBuddy::new);

    private final Description description;
    private final Function<Shape, BlockAllocator> opener;

    Algorithm(Description description, Function<Shape, BlockAllocator> opener) {
        this.description = description;
        this.opener = opener;
    }

    /** What it says of itself. */
    public Description description() {
        return description;
    }

    /** The name users type. */
    public String label() {
        return description.name();
    }

    /**
     * Opens a space of this shape, wholly free.
     *
     * @throws IllegalArgumentException when the algorithm cannot have this shape, saying what it can
     */
    public BlockAllocator open(Shape shape) {
        return opener.apply(shape);
    }

    /**
     * Opens a space of so many units, wholly free, whose largest order is the largest that fits and
     * that the algorithm can have: some limit the order of their blocks by nature, as LLFree does
     * at 10.
     *
     * @param units 1 or more
     * @param leastOrder what its largest order must reach, 0 or more
     * @throws UnsupportedOperationException when it cannot, giving the algorithm's own reason
     */
    public BlockAllocator open(long units, int leastOrder) {
        Shape largest = Shape.of(units);
        if (leastOrder > largest.maxOrder()) {
            throw new UnsupportedOperationException(
                    "blocks of order " + leastOrder + " are asked for, and the region of "
                            + units + " units holds none above order " + largest.maxOrder());
        }
        String reason = "";
        for (int order = largest.maxOrder(); order >= leastOrder; order--) {
            try {
                return open(new Shape(units, order));
            } catch (IllegalArgumentException refused) {
                reason = String.valueOf(refused.getMessage());
            }
        }
        throw new UnsupportedOperationException(
                "blocks of order " + leastOrder + " are asked for, and it refused: " + reason);
    }

    /** The algorithm that users call {@code label}. */
    public static Optional<Algorithm> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(Algorithm::label).collect(Collectors.joining(", "));
    }
}
