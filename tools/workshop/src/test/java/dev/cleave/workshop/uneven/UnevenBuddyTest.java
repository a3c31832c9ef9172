package dev.cleave.workshop.uneven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.CheckedUnits;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.tree.FreeTreeBuddy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The machine that weighted and Fibonacci buddies share. */
class UnevenBuddyTest {
    private static final long SEED = Long.getLong("cleave.workshop.seed", System.nanoTime());

    @Test
    @DisplayName("With the sizes 1, 2, 4, 8 … it is a binary buddy: freeing the same, what is free is the same")
    void binarySizesMakeABinaryBuddy() {
        System.out.println("cleave.workshop.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        BlockAllocator uneven = new BinaryTable(Shape.of(64));
        BlockAllocator binary = new FreeTreeBuddy(Shape.of(64));
        for (int unit = 0; unit < 64; unit++) {
            uneven.allocate(0);
            binary.allocate(0);
        }

        List<Integer> left = new ArrayList<>();
        for (int unit = 0; unit < 64; unit++) {
            left.add(random.nextInt(left.size() + 1), unit);
        }
        for (int unit : left) {
            uneven.free(unit);
            binary.free(unit);
            assertThat(CheckedUnits.freeBlocks(uneven)).isEqualTo(CheckedUnits.freeBlocks(binary));
        }
    }

    @Test
    @DisplayName("A block finds its buddy on the right or on the left by its origin, however deep the splits were")
    void buddiesOnEitherSide() {
        BlockAllocator buddy = new FibonacciBuddy(Shape.of(8));
        for (int unit = 0; unit < 8; unit++) {
            buddy.allocate(0);
        }

        buddy.free(3);
        buddy.free(4);
        buddy.free(5);
        buddy.free(6);
        assertThat(CheckedUnits.freeBlocks(buddy)).containsOnlyKeys(3L, 5L).containsEntry(3L, 2L).containsEntry(5L, 2L);

        buddy.free(7);
        assertThat(CheckedUnits.freeBlocks(buddy)).containsEntry(3L, 2L).containsEntry(5L, 3L);

        buddy.free(2);
        buddy.free(0);
        assertThat(CheckedUnits.freeBlocks(buddy)).containsOnlyKeys(0L, 2L, 3L, 5L);

        buddy.free(1);
        assertThat(CheckedUnits.freeBlocks(buddy)).containsOnlyKeys(0L).containsEntry(0L, 8L);
    }

    private static final class BinaryTable extends UnevenBuddy {
        BinaryTable(Shape shape) {
            super(shape, new Sizes(1, 2, 4, 8, 16, 32, 64));
            shape.forEachRoot(this::addRoot);
        }

        @Override
        public Description description() {
            return WeightedBuddy.DESCRIPTION;
        }
    }
}
