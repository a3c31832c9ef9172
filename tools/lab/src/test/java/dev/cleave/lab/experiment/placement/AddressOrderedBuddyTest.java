package dev.cleave.lab.experiment.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The yardstick itself, against a model that looks at every unit. */
class AddressOrderedBuddyTest {
    /** One flag a unit; the lowest block of the smallest maximal free block that suffices is found by looking everywhere. */
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
            return PlacedSpace.NO_BLOCK;
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
    @ValueSource(ints = {1, 2, 7, 64, 100, 257, 512})
    void placesEveryBlockWhereTheModelDoes(int units) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        AddressOrderedBuddy buddy = new AddressOrderedBuddy(units);
        Model model = new Model(units);
        TreeMap<Long, Integer> live = new TreeMap<>();
        int orders = Math.min(5, buddy.freeBlocksByOrder().length);
        for (int step = 0; step < 1_500; step++) {
            if (live.isEmpty() || random.nextInt(100) < 55) {
                int order = random.nextInt(orders);
                long offset = buddy.allocate(order);
                assertThat(offset).as("seed %d, step %d, order %d", seed, step, order).isEqualTo(model.allocate(order));
                if (offset != PlacedSpace.NO_BLOCK) {
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

    @Test
    void whenAllIsFreedAllCoalesces() {
        AddressOrderedBuddy buddy = new AddressOrderedBuddy(1_000);
        long[] empty = buddy.freeBlocksByOrder();
        for (int unit = 0; unit < 1_000; unit++) {
            assertThat(buddy.allocate(0)).isNotEqualTo(PlacedSpace.NO_BLOCK);
        }
        assertThat(buddy.allocate(0)).isEqualTo(PlacedSpace.NO_BLOCK);
        for (int unit = 0; unit < 1_000; unit++) {
            buddy.free(unit);
        }
        assertThat(buddy.freeBlocksByOrder()).isEqualTo(empty).endsWith(1, 1, 1, 1, 1);
    }

    @Test
    void misuseIsRefusedAndHarmsNothing() {
        AddressOrderedBuddy buddy = new AddressOrderedBuddy(16);
        long block = buddy.allocate(2);
        long[] before = buddy.freeBlocksByOrder();
        for (long wrong : new long[] {-1, 16, block + 1, 8}) {
            assertThatThrownBy(() -> buddy.free(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no block at " + wrong);
        }
        assertThat(buddy.freeBlocksByOrder()).isEqualTo(before);
    }
}
