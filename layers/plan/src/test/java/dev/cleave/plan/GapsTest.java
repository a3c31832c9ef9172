package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GapsTest {
    private static final long SEED = 6;

    @DisplayName("A request takes the smallest gap that has room, of several the lowest, else the top")
    @Test
    void takesTheSmallestGap() {
        Gaps gaps = new Gaps(100);
        gaps.give(10, 5);
        gaps.give(40, 3);
        gaps.give(60, 3);

        assertThat(gaps.take(3)).isEqualTo(40);
        assertThat(gaps.take(4)).isEqualTo(10);
        assertThat(gaps.take(1)).as("what is left of the first").isEqualTo(14);
        assertThat(gaps.take(4)).isEqualTo(100);
        assertThat(gaps.top()).isEqualTo(104);
    }

    @DisplayName("Gaps that meet are one, and one that reaches the top lowers it")
    @Test
    void joinsGaps() {
        Gaps gaps = new Gaps(30);
        gaps.give(0, 10);
        gaps.give(20, 5);
        gaps.give(10, 10);

        assertThat(gaps.take(25)).isZero();

        gaps.give(0, 25);
        gaps.give(25, 5);

        assertThat(gaps.top()).isZero();
    }

    @DisplayName("Random requests never overlap, and all that is given back is free again")
    @Test
    void agreesWithASet() {
        Random random = new Random(SEED);
        Gaps gaps = new Gaps(0);
        BitSet taken = new BitSet();
        List<int[]> live = new ArrayList<>();

        for (int round = 0; round < 20_000; round++) {
            if (live.size() < 50 && random.nextBoolean()) {
                int size = 1 + random.nextInt(30);
                int offset = (int) gaps.take(size);
                assertThat(taken.get(offset, offset + size).isEmpty()).as("seed %d, round %d", SEED, round).isTrue();
                taken.set(offset, offset + size);
                live.add(new int[] {offset, size});
            } else if (!live.isEmpty()) {
                int[] block = live.remove(/* index= */ random.nextInt(live.size()));
                gaps.give(block[0], block[1]);
                taken.clear(block[0], block[0] + block[1]);
            }
            assertThat(gaps.top()).as("seed %d, round %d", SEED, round).isEqualTo(taken.length());
        }
    }
}
