package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Classes that are learned")
class ClassLearnerTest {
    private static double free(int slotBytes) {
        return 0;
    }

    private static ClassLearner learner(int most) {
        return new ClassLearner(ClassBoundaries.fourADoubling(8), most, 8);
    }

    private static void begin(ClassLearner learner, int size, int objects) {
        for (int each = 0; each < objects; each++) {
            learner.began(size);
        }
    }

    @Test
    @DisplayName("are looked for after 1,024 requests, then after twice as many each time, up to 8,192")
    void timeToLook() {
        ClassLearner learner = learner(8);
        int period = ClassLearner.FIRST_PERIOD;
        for (int look = 0; look < 6; look++) {
            for (int each = 1; each < period; each++) {
                assertThat(learner.isTimeToLook()).isFalse();
            }
            assertThat(learner.isTimeToLook()).as("request %s", period).isTrue();
            learner.look(ClassLearnerTest::free);
            period = Math.min(ClassLearner.PERIOD, 2 * period);
        }
    }

    @Test
    @DisplayName("follow what is live, and forget what was")
    void follow() {
        ClassLearner learner = learner(2);
        begin(learner, 200, 10_000);
        learner.look(ClassLearnerTest::free);
        assertThat(learner.now()).hasToString("[200, 4096]");
        begin(learner, 328, 10_000);
        learner.look(ClassLearnerTest::free);
        assertThat(learner.now()).as("both weigh something").hasToString("[328, 4096]");
        for (int each = 0; each < 10_000; each++) {
            learner.ended(328);
        }
        learner.look(ClassLearnerTest::free);
        assertThat(learner.now()).hasToString("[200, 4096]");
        assertThat(learner.changes()).isEqualTo(3);
    }

    @Test
    @DisplayName("stay where a slab that is opened costs more than it saves")
    void stay() {
        ClassLearner learner = learner(40);
        begin(learner, 200, 100);
        learner.look(slotBytes -> slotBytes == 200 ? 8000 : 0);
        assertThat(learner.changes()).as("too few objects to profit").isZero();
        begin(learner, 200, 1000);
        learner.look(slotBytes -> slotBytes == 200 ? 8000 : 0);
        assertThat(learner.now().has(200)).isTrue();
        assertThat(learner.changes()).isEqualTo(1);
    }

    @Test
    @DisplayName("keep a class whose free slots would be lost, though nobody has an object of it")
    void stranded() {
        ClassLearner learner = learner(3);
        begin(learner, 200, 10_000);
        learner.look(slotBytes -> slotBytes == 512 ? -1e9 : 0);
        assertThat(learner.now()).hasToString("[200, 512, 4096]");
    }

    @Test
    @DisplayName("are as few as pay, and never more than allowed")
    void asFewAsPay() {
        ClassLearner many = learner(16);
        ClassLearner few = learner(16);
        for (int size = 8; size <= 4096; size += 8) {
            begin(many, size, 100);
            begin(few, size, 100);
        }
        many.look(slotBytes -> 100);
        few.look(slotBytes -> 20e6);
        assertThat(many.now().count()).isEqualTo(16);
        assertThat(few.now().count()).isBetween(1, 5);
    }

    @Test
    @DisplayName("are the best by brute force where classes cost something; seed 17")
    void bestByBruteForce() {
        SplittableRandom random = new SplittableRandom(17);
        for (int round = 0; round < 200; round++) {
            SizeHistogram live = new SizeHistogram(64);
            int[] sizes = random.ints(random.nextInt(1, 8), 1, 64).map(step -> 64 * step).sorted().distinct().toArray();
            for (int size : sizes) {
                live.add(size, random.nextInt(0, 30));
            }
            double[] costs = random.doubles(65, -5000, 10_000).toArray();
            IntToDoubleFunction cost = slotBytes -> costs[slotBytes / 64];
            int most = random.nextInt(1, 9);
            double best = Double.POSITIVE_INFINITY;
            for (int chosen = 0; chosen < 1 << sizes.length; chosen++) {
                if (Integer.bitCount(chosen) < most) {
                    best = Math.min(best, cost(live, boundaries(sizes, chosen), cost));
                }
            }
            int[] found = new BoundarySearch(live, 3, sizes, cost).best(most);
            assertThat(found).hasSizeLessThanOrEqualTo(most);
            assertThat(cost(live, found, cost)).as("round %s", round)
                    .isCloseTo(best, within(1e-6));
        }
    }

    private static int[] boundaries(int[] sizes, int chosen) {
        int[] boundaries = new int[Integer.bitCount(chosen) + 1];
        int count = 0;
        for (int each = 0; each < sizes.length; each++) {
            if ((chosen >>> each & 1) == 1) {
                boundaries[count++] = sizes[each];
            }
        }
        boundaries[count] = SlabShape.PAGE_BYTES;
        return boundaries;
    }

    private static double cost(SizeHistogram live, int[] boundaries, IntToDoubleFunction cost) {
        return ClassBoundaries.of(64, boundaries).bytesHeld(live, 3) + Arrays.stream(boundaries)
                .mapToDouble(cost)
                .sum();
    }

    @Test
    @DisplayName("stay for good where none are to be learned")
    void fixed() {
        ClassLearner learner = new ClassLearner(ClassBoundaries.powersOfTwo(), 0, 8);
        for (int each = 0; each < 2 * ClassLearner.PERIOD; each++) {
            assertThat(learner.isTimeToLook()).isFalse();
        }
    }
}
