package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Placement")
class PlacementTest {
    @Test
    @DisplayName("takes the first free slot and the run that fits best, which anybody can foretell: no bits")
    void lowest() {
        Placement lowest = new Placement(null, 0);
        PageRuns runs = new PageRuns(64);
        assertThat(lowest.isRandom()).isFalse();
        assertThat(lowest.leastChoices()).isEqualTo(1);
        assertThat(lowest.slot(40)).isZero();
        assertThat(lowest.objectRun(runs, 3)).isZero();
        assertThat(lowest.run(runs, 3)).isEqualTo(3);
        assertThat(lowest.meanBits()).isZero();
    }

    @Test
    @DisplayName("at random draws each slot about as often as another; seed 8")
    void evenly() {
        Placement random = new Placement(new SplittableRandom(8), 5);
        assertThat(random.leastChoices()).isEqualTo(32);
        int[] drawn = new int[32];
        for (int each = 0; each < 32_000; each++) {
            drawn[random.slot(32)]++;
        }
        assertThat(Arrays.stream(drawn).min().orElseThrow()).isGreaterThan(850);
        assertThat(Arrays.stream(drawn).max().orElseThrow()).isLessThan(1150);
        assertThat(random.meanBits()).isCloseTo(5, within(1e-9));
    }

    @Test
    @DisplayName("counts the bits of each choice: of slots, and of where a large object begins; seed 8")
    void bits() {
        Placement random = new Placement(new SplittableRandom(8), 1);
        PageRuns runs = new PageRuns(66);
        int first = random.objectRun(runs, 3);
        assertThat(first).isBetween(0, 63);
        assertThat(random.meanBits()).as("64 places").isCloseTo(6, within(1e-9));
        int unused = random.slot(4);
        assertThat(random.meanBits()).isCloseTo(4, within(1e-9));
    }

    @Test
    @DisplayName("finds no run where there is none, and takes nothing then")
    void noRun() {
        Placement random = new Placement(new SplittableRandom(8), 1);
        PageRuns runs = new PageRuns(10);
        assertThat(random.objectRun(runs, 11)).isEqualTo(PageRuns.NONE);
        assertThat(runs.used()).isZero();
    }
}
