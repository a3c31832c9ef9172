package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lanes of samples")
class SamplingLanesTest {
    private static final long DISTANCE = 64 << 10;

    /** What the clock tells. */
    private long now;

    /** The mean that the last sample of {@link #due} stands for. */
    private long mean;

    private final SamplingLanes lanes = new SamplingLanes(DISTANCE, Stripes.of(1), () -> now);

    /** How many of so many allocations are due, a time apart. */
    private int due(int allocations, long byteSize, long nanosBetween) {
        int due = 0;
        for (int each = 0; each < allocations; each++) {
            now += nanosBetween;
            long answer = lanes.due(byteSize);
            if (answer != 0) {
                mean = answer;
                due++;
            }
        }
        return due;
    }

    @Test
    @DisplayName("are as dense as was asked for where that costs little")
    void keepTheDistance() {
        // 6,250 are expected: eight standard deviations are 10 %
        assertThat(due(100_000, 4_096, 50_000)).isCloseTo(6_250, Percentage.withPercentage(10));
        assertThat(mean).isEqualTo(DISTANCE);
    }

    @Test
    @DisplayName("have a hundred in a row, and then fewer")
    void haveBursts() {
        assertThat(due(1_000_000, DISTANCE, 0)).isBetween(100, 130);
        assertThat(mean).isGreaterThan(DISTANCE);
    }

    @Test
    @DisplayName("cost no more than is paid for, and estimate without bias, in a program that allocates gigabytes a second")
    void keepThePace() {
        double estimated = 0;
        int samples = 0;
        for (int each = 0; each < 4_000_000; each++) {
            now += 1_000;
            long answer = lanes.due(64_000);
            if (answer != 0) {
                samples++;
                estimated += 64_000 / -Math.expm1(-64_000 / (double) answer);
            }
        }
        assertThat(samples).isBetween(2_000, 130 + (int) (now / SamplingLanes.NANOS_A_SAMPLE));
        assertThat(estimated).isCloseTo(4e6 * 64_000, Percentage.withPercentage(25));
    }

    @Test
    @DisplayName("are as dense as was asked for again when a program slows down")
    void recover() {
        due(1_000_000, DISTANCE, 100);
        assertThat(mean).isGreaterThan(DISTANCE);
        due(1_000_000, 1 << 18, Duration.ofMillis(1).toNanos());
        assertThat(mean).isEqualTo(DISTANCE);
        assertThat(due(1_000, 1 << 24, Duration.ofMillis(1).toNanos())).isGreaterThan(990);
    }

    @Test
    @DisplayName("keep a short distance whatever it costs")
    void keepShortDistances() {
        SamplingLanes dense = new SamplingLanes(1, Stripes.of(1), () -> 0);
        for (int each = 0; each < 100_000; each++) {
            assertThat(dense.due(64)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("take any distance")
    void takeAnyDistance() {
        SamplingLanes rare = new SamplingLanes(Long.MAX_VALUE, Stripes.of(1), () -> 0);
        for (int each = 0; each < 2_000; each++) {
            assertThat(rare.due(Long.MAX_VALUE)).isIn(0L, Long.MAX_VALUE);
        }
    }

    @Test
    @DisplayName("say what a sample stands for in the same answer, whatever lane the caller has by then")
    void askForTheLaneOnce() {
        int[] stripe = {0};
        SamplingLanes chosen = new SamplingLanes(DISTANCE, Stripes.of(2).chosenBy(() -> stripe[0]++), () -> 0);
        long greatest = 0;
        for (int each = 0; each < 100_000; each++) {
            greatest = Math.max(greatest, chosen.due(1 << 24));
        }
        assertThat(stripe[0]).as("one question an allocation").isEqualTo(100_000);
        assertThat(greatest).as("both lanes are in debt").isGreaterThan(DISTANCE);
    }
}
