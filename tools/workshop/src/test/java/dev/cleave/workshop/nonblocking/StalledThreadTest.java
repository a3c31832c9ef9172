package dev.cleave.workshop.nonblocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The two rarest races of {@code package-info}, step by step. A thread that stalls before an access to a word, while
 * others do something, is played by one thread that does it there.
 */
@DisplayName("While a thread stalls in a tree of status bits")
class StalledThreadTest {
    private boolean beforeWriting;
    private int stallIndex;
    private int accessesBefore;
    private Optional<Runnable> meanwhile = Optional.empty();

    @Test
    @DisplayName("in its climb to unmark a half, a block allocated there stays safe, though a free announces the half anew")
    void staleUnmark() {
        NonblockingBuddy tree = tree(Shape.of(4));
        int root = 6;
        long[] second = {BlockAllocator.NO_BLOCK};
        takeAllAndFree(tree, 1, 2, 3, 0);
        long first = tree.allocate(0);
        assertThat(first).as("where the searches begin").isZero();

        // given: one frees, has announced at the root, and stalls before it unmarks there
        stall(true, root, 1, () -> {
            // when: its unit is allocated anew, and freed by one who stalls before it announces at the root
            long again = tree.allocate(0);
            assertThat(again).isEqualTo(first);
            stall(true, root, 0, () -> second[0] = tree.allocate(0));
            tree.free(again);
        });
        tree.free(first);

        // then: the unit beside it, allocated meanwhile, still keeps the whole from being allocated
        assertThat(second[0]).isEqualTo(1);
        assertThat(tree.allocate(2)).isEqualTo(BlockAllocator.NO_BLOCK);
        tree.free(second[0]);
        assertThat(tree.allocate(2)).isZero();
    }

    @Test
    @DisplayName("in its search, and a block is freed behind it after the last before it is taken, it finds that block")
    void freedBehindTheSearch() {
        NonblockingBuddy tree = tree(new Shape(4, 0));
        takeAllAndFree(tree, 3, 0);
        assertThat(tree.allocate(0)).as("where the searches begin").isZero();

        stall(false, 2, 0, () -> {
            assertThat(tree.allocate(0)).isEqualTo(3);
            tree.free(0);
        });

        assertThat(tree.allocate(0)).isZero();
        assertThat(tree.allocate(0)).isEqualTo(BlockAllocator.NO_BLOCK);
    }

    /** Searches begin where the last block was freed. */
    private static void takeAllAndFree(NonblockingBuddy tree, long... offsets) {
        for (long unit = 0; unit < tree.shape().units(); unit++) {
            assertThat(tree.allocate(0)).isNotNegative();
        }
        for (long offset : offsets) {
            tree.free(offset);
        }
    }

    private void stall(boolean writing, int index, int accesses, Runnable work) {
        beforeWriting = writing;
        stallIndex = index;
        accessesBefore = accesses;
        meanwhile = Optional.of(work);
    }

    private void access(boolean writing, int index) {
        if (meanwhile.isPresent() && writing == beforeWriting && index == stallIndex && accessesBefore-- == 0) {
            Runnable work = meanwhile.get();
            meanwhile = Optional.empty();
            work.run();
            assertThat(meanwhile).as("what is still to be done meanwhile").isEmpty();
        }
    }

    private NonblockingBuddy tree(Shape shape) {
        return new NonblockingBuddy(NonblockingBuddy.ONE_LEVEL, shape, 1, count -> new StatusWords(count, true) {
            @Override
            long getVolatile(int index) {
                access(false, index);
                return super.getVolatile(index);
            }

            @Override
            boolean compareAndSet(int index, long seen, long next) {
                access(true, index);
                return super.compareAndSet(index, seen, next);
            }
        });
    }
}
