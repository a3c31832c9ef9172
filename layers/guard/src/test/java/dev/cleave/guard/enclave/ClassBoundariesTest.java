package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Boundaries of size classes")
class ClassBoundariesTest {
    private static final long SEED = 20261130;

    private static SizeHistogram random(RandomGenerator random, int grain, int sizes) {
        SizeHistogram histogram = new SizeHistogram(grain);
        for (int each = 0; each < sizes; each++) {
            histogram.add(random.nextInt(1, SlabShape.PAGE_BYTES + 1), random.nextInt(1, 1000));
        }
        return histogram;
    }

    /**
     * The least bytes held by any choice of classes out of all multiples of the grain that were
     * asked for.
     */
    private static double bruteForce(SizeHistogram histogram, int most, int slabPages) {
        List<Integer> sizes = new ArrayList<>();
        for (int step = 1; step < histogram.steps() - 1; step++) {
            if (histogram.count(step) > 0) {
                sizes.add(step * histogram.grain());
            }
        }
        double best = Double.POSITIVE_INFINITY;
        for (int chosen = 0; chosen < 1 << sizes.size(); chosen++) {
            if (Integer.bitCount(chosen) < most) {
                List<Integer> boundaries = new ArrayList<>();
                for (int bit = 0; bit < sizes.size(); bit++) {
                    if ((chosen >>> bit & 1) == 1) {
                        boundaries.add(sizes.get(bit));
                    }
                }
                boundaries.add(SlabShape.PAGE_BYTES);
                int[] array = boundaries.stream().mapToInt(Integer::intValue).toArray();
                best = Math.min(best, ClassBoundaries.of(histogram.grain(), array).bytesHeld(histogram, slabPages));
            }
        }
        return best;
    }

    @Test
    @DisplayName("are the best there are, by brute force over all choices of small cases; seed " + SEED)
    void optimalByBruteForce() {
        RandomGenerator random = new SplittableRandom(SEED);
        for (int round = 0; round < 60; round++) {
            SizeHistogram histogram = random(random, 1 << random.nextInt(7), random.nextInt(1, 9));
            for (int most = 1; most <= 6; most++) {
                for (int slabPages : new int[] {1, 3, 8}) {
                    ClassBoundaries found = ClassBoundaries.optimal(histogram, most, slabPages);
                    assertThat(found.count()).isLessThanOrEqualTo(most);
                    assertThat(found.bytesHeld(histogram, slabPages)).as("round %s, %s classes", round, most)
                            .isCloseTo(bruteForce(histogram, most, slabPages), within(1e-6));
                }
            }
        }
    }

    @Test
    @DisplayName("cost what a search without divide and conquer finds, on all sizes of a page; seed " + SEED)
    void optimalByPlainProgramming() {
        SizeHistogram histogram = random(new SplittableRandom(SEED), 8, 3000);
        BoundarySearch search = new BoundarySearch(histogram, 8);
        int count = search.count();
        double[] least = new double[count + 1];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        least[0] = 0;
        for (int most = 1; most <= 24; most++) {
            double[] next = new double[count + 1];
            for (int end = 0; end <= count; end++) {
                next[end] = least[end];
                for (int begin = 0; begin < end; begin++) {
                    next[end] = Math.min(next[end], least[begin] + search.cost(begin, end));
                }
            }
            least = next;
            double found = ClassBoundaries.optimal(histogram, most, 8).bytesHeld(histogram, 8);
            assertThat(found).as("%s classes", most).isCloseTo(least[count], within(1e-9 * found));
        }
    }

    @Test
    @DisplayName("have a cost that obeys the quadrangle inequality; seed " + SEED)
    void quadrangleInequality() {
        RandomGenerator random = new SplittableRandom(SEED);
        BoundarySearch search = new BoundarySearch(random(random, 16, 400), 5);
        for (int round = 0; round < 20_000; round++) {
            int[] at = random.ints(4, 0, search.count() + 1).sorted().toArray();
            double crossing = search.cost(at[0], at[2]) + search.cost(at[1], at[3]);
            double nested = search.cost(at[0], at[3]) + search.cost(at[1], at[2]);
            assertThat(crossing).isLessThanOrEqualTo(nested + 1e-9 * nested);
        }
    }

    @Test
    @DisplayName("give a request the least slot that it fits into")
    void slots() {
        ClassBoundaries classes = ClassBoundaries.of(8, 16, 48, 4096);
        assertThat(classes.slotBytes(1)).isEqualTo(16);
        assertThat(classes.slotBytes(16)).isEqualTo(16);
        assertThat(classes.slotBytes(17)).isEqualTo(48);
        assertThat(classes.slotBytes(49)).isEqualTo(4096);
        assertThat(classes.count()).isEqualTo(3);
        assertThat(classes).hasToString("[16, 48, 4096]").isEqualTo(ClassBoundaries.of(16, 16, 48, 4096))
                .hasSameHashCodeAs(ClassBoundaries.of(16, 16, 48, 4096))
                .isNotEqualTo(ClassBoundaries.powersOfTwo());
    }

    @Test
    @DisplayName("waste an eighth at most where there are eight a doubling")
    void eightADoubling() {
        ClassBoundaries classes = ClassBoundaries.eightADoubling(4);
        assertThat(classes.count()).isEqualTo(56);
        assertThat(classes.toString()).startsWith("[8, 16, 24, 32, 40, 48, 56, 64, 72, 80")
                .endsWith("3584, 3840, 4096]");
        for (int size = 64; size <= SlabShape.PAGE_BYTES; size++) {
            assertThat(classes.slotBytes(size)).isBetween(size, size + size / 8);
        }
        assertThatThrownBy(() -> ClassBoundaries.eightADoubling(16)).hasMessageContaining("a multiple of the grain 16");
    }

    @Test
    @DisplayName("waste nothing where each size has a class without a tail")
    void noWaste() {
        SizeHistogram histogram = new SizeHistogram(8);
        histogram.add(64, 10);
        histogram.add(512, 10);
        ClassBoundaries classes = ClassBoundaries.optimal(histogram, 3, 8);
        assertThat(classes).hasToString("[64, 512, 4096]");
        assertThat(classes.bytesHeld(histogram, 8)).isEqualTo(10 * 64 + 10 * 512);
    }

    @Test
    @DisplayName("are one page for a histogram of nothing")
    void nothingCounted() {
        assertThat(ClassBoundaries.optimal(new SizeHistogram(8), 5, 8)).hasToString("[4096]");
    }

    @Test
    @DisplayName("are refused where they leave a size without a class, do not rise, or are off the grain")
    void wrongBoundaries() {
        assertThatThrownBy(() -> ClassBoundaries.of(8)).hasMessage("0 boundaries: must be 1 to 256");
        assertThatThrownBy(() -> ClassBoundaries.of(8, 16, 48))
                .hasMessage("the last boundary is 48: must be 4096, or larger sizes have no class");
        assertThatThrownBy(() -> ClassBoundaries.of(8, 48, 48, 4096))
                .hasMessageStartingWith("a boundary of 48 behind one of 48: must be greater");
        assertThatThrownBy(() -> ClassBoundaries.of(8, 12, 4096)).hasMessageContaining("a multiple of the grain 8");
        assertThatThrownBy(() -> ClassBoundaries.of(8, 16, 8192)).hasMessageStartingWith("a boundary of 8192");
        assertThatThrownBy(() -> ClassBoundaries.optimal(new SizeHistogram(8), 0, 8))
                .hasMessage("0 classes: must be 1 to 256");
        assertThatThrownBy(() -> ClassBoundaries.optimal(new SizeHistogram(8), 9, 17))
                .hasMessage("slabs of up to 17 pages: must be 1 to 16");
    }
}
