package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTreeTest {
    private static final long SEED = 14;

    @DisplayName("Any stretch has the most that an array has, whatever was added to others")
    @ParameterizedTest(name = "{0} times")
    @ValueSource(ints = {1, 2, 3, 7, 64, 65})
    void agreesWithAnArray(int times) {
        Random random = new Random(SEED);
        long[] plain = random.longs(times, 0, 100).toArray();
        LoadTree tree = new LoadTree(new Load(plain.clone(), 100, 0));

        for (int round = 0; round < 2000; round++) {
            int from = random.nextInt(times);
            int to = from + 1 + random.nextInt(times - from);
            assertThat(tree.most(from, to)).as("seed %d, round %d", SEED, round)
                    .isEqualTo(Arrays.stream(plain, from, to).max().orElseThrow());
            long more = random.nextInt(20);
            tree.add(from, to, more);
            for (int time = from; time < to; time++) {
                plain[time] += more;
            }
        }
    }
}
