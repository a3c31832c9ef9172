package dev.cleave.workshop.tree;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.workshop.contract.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeTreeBuddyTest {
    @Test
    @DisplayName("Best fit: the smallest sufficient block is taken, though a larger one lies lower")
    void bestFit() {
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(13));

        assertThat(buddy.allocate(0)).isEqualTo(12);
        assertThat(buddy.allocate(0)).isEqualTo(8);
        assertThat(buddy.allocate(1)).isEqualTo(10);
        assertThat(buddy.allocate(1)).isZero();
    }

    @Test
    @DisplayName("Of equally good blocks the lowest is taken, in whatever order they were freed")
    void lowestAddress() {
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(16));
        for (int unit = 0; unit < 16; unit++) {
            assertThat(buddy.allocate(0)).isEqualTo(unit);
        }

        buddy.free(14);
        buddy.free(5);
        buddy.free(9);

        assertThat(buddy.allocate(0)).isEqualTo(5);
        assertThat(buddy.allocate(0)).isEqualTo(9);
        assertThat(buddy.allocate(1)).isEqualTo(NO_BLOCK);
        assertThat(buddy.allocate(0)).isEqualTo(14);
    }

    @Test
    @DisplayName("Books: a byte a unit and 64 a free block; the picture is the tree in its order")
    void books() {
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(8));
        buddy.allocate(1);

        assertThat(buddy.metadataBytes()).isEqualTo(8 + 2 * 64);
        assertThat(buddy.picture()).containsExactly("free blocks in the tree's order:", "  (order 1, at 2)",
                "  (order 2, at 4)", "taken blocks in the map:", "  (order 1, at 0)");
    }

    @Test
    @DisplayName("More units than an array can have are refused with what is allowed")
    void tooManyUnits() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FreeTreeBuddy(Shape.of(1L << 31)))
                .withMessageContaining("at most 1073741824");
    }

    /**
     * One flag a unit; the lowest block of the smallest maximal free block that suffices is found
     * by looking everywhere.
     */
    private static final class Model {
        private final boolean[] taken;
        private final int largestOrder;

        Model(int units) {
            taken = new boolean[units];
            largestOrder = 31 - Integer.numberOfLeadingZeros(units);
        }

        private boolean free(int at, int order) {
            boolean free = at + (1 << order) <= taken.length;
            for (int unit = at; free && unit < at + (1 << order); unit++) {
                free = !taken[unit];
            }
            return free;
        }

        private boolean maximal(int at, int order) {
            int parent = at & -(2 << order);
            return free(at, order) && (order == largestOrder || !free(parent, order + 1));
        }

        long allocate(int order) {
            for (int from = order; from <= largestOrder; from++) {
                for (int at = 0; at + (1 << from) <= taken.length; at += 1 << from) {
                    if (maximal(at, from)) {
                        Arrays.fill(taken, at, at + (1 << order), true);
                        return at;
                    }
                }
            }
            return NO_BLOCK;
        }

        void free(long at, int order) {
            Arrays.fill(taken, (int) at, (int) at + (1 << order), false);
        }

        long[] freeBlocksByOrder() {
            long[] counts = new long[largestOrder + 1];
            for (int order = 0; order <= largestOrder; order++) {
                for (int at = 0; at + (1 << order) <= taken.length; at += 1 << order) {
                    counts[order] += maximal(at, order) ? 1 : 0;
                }
            }
            return counts;
        }
    }

    @ParameterizedTest
    @DisplayName("Every block is placed where a model puts it that looks at every unit")
    @ValueSource(ints = {1, 2, 7, 64, 100, 257, 512})
    void placesEveryBlockWhereTheModelDoes(int units) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(units));
        Model model = new Model(units);
        TreeMap<Long, Integer> live = new TreeMap<>();
        int orders = Math.min(5, buddy.freeBlocksByOrder().length);
        for (int step = 0; step < 1_500; step++) {
            if (live.isEmpty() || random.nextInt(100) < 55) {
                int order = random.nextInt(orders);
                long offset = buddy.allocate(order);
                assertThat(offset).as("seed %d, step %d, order %d", seed, step, order).isEqualTo(model.allocate(order));
                if (offset != NO_BLOCK) {
                    live.put(offset, order);
                }
            } else {
                long offset = live.keySet().stream()
                        .skip(random.nextInt(live.size()))
                        .findFirst()
                        .orElseThrow();
                buddy.free(offset);
                model.free(offset, live.remove(offset));
            }
            assertThat(buddy.freeBlocksByOrder())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(model.freeBlocksByOrder());
        }
    }
}
