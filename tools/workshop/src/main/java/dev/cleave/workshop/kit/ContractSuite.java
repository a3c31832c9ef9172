package dev.cleave.workshop.kit;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one suite that every block allocator must pass: a list of named checks. Immutable; each {@code with} is a new suite.
 *
 * <p>Everything random follows from one seed, except how threads meet. Nothing is measured: a check ends after a number of steps, and the limit of time
 * is there only to catch what would never end.
 */
public final class ContractSuite {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long MOST_PROBED = 1L << 20;

    private final Function<Shape, BlockAllocator> opener;
    private final Description description;
    private final long seed;
    private final int effort;
    private final Duration limit;

    private ContractSuite(Function<Shape, BlockAllocator> opener, Description description, long seed, int effort,
            Duration limit) {
        this.opener = opener;
        this.description = description;
        this.seed = seed;
        this.effort = effort;
        this.limit = limit;
    }

    /**
     * The suite for an allocator, with a seed of its own choice, effort 1, and five minutes for each check.
     *
     * @param opener opens a space of a shape, wholly free, a new one each time; it may refuse a shape by an {@link IllegalArgumentException}
     * @throws IllegalArgumentException when it refuses every shape tried
     */
    public static ContractSuite of(Function<Shape, BlockAllocator> opener) {
        return new ContractSuite(opener, describe(opener), System.nanoTime(), 1, LIMIT);
    }

    /** The same with another seed: that of a failure, to see it again. */
    public ContractSuite withSeed(long newSeed) {
        return new ContractSuite(opener, description, newSeed, effort, limit);
    }

    /**
     * The same with so many times the random steps.
     *
     * @param times 1 or more
     */
    public ContractSuite withEffort(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("effort " + times + ": it must be 1 or more");
        }
        return new ContractSuite(opener, description, seed, times, limit);
    }

    /**
     * The same with so much time for each check, after which it fails and tells where its threads stand.
     *
     * @param newLimit more than nothing
     */
    public ContractSuite withLimit(Duration newLimit) {
        if (!newLimit.isPositive()) {
            throw new IllegalArgumentException("limit " + newLimit + ": it must be more than nothing");
        }
        return new ContractSuite(opener, description, seed, effort, newLimit);
    }

    /** What the allocator says of itself. */
    public Description description() {
        return description;
    }

    /** What everything random follows from. */
    public long seed() {
        return seed;
    }

    /** All checks that apply: alignment to those that promise it, threads to those that allow them. */
    public List<ContractCheck> checks() {
        List<ContractCheck> checks = new ArrayList<>();
        add(checks, "description", "it has a name, a title, a source, and progress that fits its threads",
                DescriptionChecks::description);
        add(checks, "books", "metadata has a size, and the picture is drawn without changing anything",
                DescriptionChecks::books);
        add(checks, "fresh-space", "a space just opened is free, in the largest blocks that fit",
                PlacementChecks::freshSpace);
        add(checks, "uniqueness", "no two blocks share a unit, and none leaves the space", PlacementChecks::uniqueness);
        if (description.aligned()) {
            add(checks, "alignment", "a block begins at a multiple of its size", PlacementChecks::alignment);
        }
        add(checks, "exhaustion", "every unit is handed out, then all is refused, and nothing is lost",
                PlacementChecks::exhaustion);
        add(checks, "block-counts", "the free blocks of each order are those of the model, call by call",
                PlacementChecks::blockCounts);
        add(checks, "unit-counts", "a request of any number of units gets them, and not much more",
                PlacementChecks::unitCounts);
        add(checks, "coalescing", "freed in any order, blocks join to what the space was",
                CoalescingChecks::anyOrder);
        add(checks, "double-free", "a block freed twice is refused the second time, and nothing changes",
                RefusalChecks::doubleFree);
        add(checks, "foreign-free", "an offset at which no block begins is refused, and nothing changes",
                RefusalChecks::foreignFree);
        add(checks, "bad-requests", "an order or a number of units out of range is refused, and nothing changes",
                RefusalChecks::badRequests);
        add(checks, "random-histories",
                "random calls get the answers that the model allows, and only deserved refusals",
                Histories::random);
        if (description.threads() == ThreadSafety.ANY_THREAD) {
            addConcurrent(checks);
        }
        return List.copyOf(checks);
    }

    private void addConcurrent(List<ContractCheck> checks) {
        add(checks, "concurrent-owners",
                "whatever threads do at once, no unit is ever held twice, and all joins at the end",
                CrowdChecks::owners);
        add(checks, "concurrent-exhaustion", "threads that empty a space together are given every block, each once",
                CrowdChecks::exhaustion);
        add(checks, "concurrent-service", "while units are free, no thread is refused one, in whosever cache they lie",
                CrowdChecks::service);
        add(checks, "concurrent-coalescing", "neighbours freed at the same moment join", CrowdChecks::coalescing);
        add(checks, "racing-frees", "of threads that free one block at the same moment exactly one succeeds",
                CrowdChecks::racingFrees);
    }

    private void add(List<ContractCheck> checks, String name, String proves, Consumer<Trial> body) {
        checks.add(new ContractCheck(name, proves, body, () -> new Trial(opener, seed, effort), limit));
    }

    private static Description describe(Function<Shape, BlockAllocator> opener) {
        String refusal = "";
        for (long units = 1; units <= MOST_PROBED; units *= 2) {
            try {
                return opener.apply(Shape.of(units)).description();
            } catch (IllegalArgumentException refused) {
                refusal = String.valueOf(refused.getMessage());
            }
            try {
                return opener.apply(new Shape(units, 0)).description();
            } catch (IllegalArgumentException refused) {
                refusal = String.valueOf(refused.getMessage());
            }
        }
        throw new IllegalArgumentException("the allocator refuses every power of two up to " + MOST_PROBED
                + " units, with blocks of one unit and with the largest: " + refusal);
    }
}
