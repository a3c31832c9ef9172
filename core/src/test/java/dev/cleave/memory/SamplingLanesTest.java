package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lanes of samples")
class SamplingLanesTest {
    private static final long DISTANCE = 64 << 10;

    /** What the clock tells. */
    private long now;

    private final SamplingLanes lanes = new SamplingLanes(DISTANCE, () -> now);

    /** How many of so many allocations are due, a time apart. */
    private int due(int allocations, long byteSize, long nanosBetween) {
        int due = 0;
        for (int each = 0; each < allocations; each++) {
            now += nanosBetween;
            due += lanes.isDue(byteSize) ? 1 : 0;
        }
        return due;
    }

    @Test
    @DisplayName("are as dense as was asked for where that costs little")
    void keepTheDistance() {
        // 6,250 are expected: eight standard deviations are 10 %
        assertThat(due(100_000, 4_096, 50_000)).isCloseTo(6_250, Percentage.withPercentage(10));
        assertThat(lanes.meanOfSample()).isEqualTo(DISTANCE);
    }

    @Test
    @DisplayName("have a hundred in a row, and then fewer")
    void haveBursts() {
        assertThat(due(1_000_000, DISTANCE, 0)).isBetween(100, 130);
        assertThat(lanes.meanOfSample()).isGreaterThan(DISTANCE);
    }

    @Test
    @DisplayName("cost no more than is paid for, and estimate without bias, in a program that allocates gigabytes a second")
    void keepThePace() {
        double estimated = 0;
        int samples = 0;
        for (int each = 0; each < 4_000_000; each++) {
            now += 1_000;
            if (lanes.isDue(64_000)) {
                samples++;
                estimated += 64_000 / -Math.expm1(-64_000 / lanes.meanOfSample());
            }
        }
        assertThat(samples).isBetween(2_000, 130 + (int) (now / SamplingLanes.NANOS_A_SAMPLE));
        assertThat(estimated).isCloseTo(4e6 * 64_000, Percentage.withPercentage(25));
    }

    @Test
    @DisplayName("are as dense as was asked for again when a program slows down")
    void recover() {
        due(1_000_000, DISTANCE, 100);
        assertThat(lanes.meanOfSample()).isGreaterThan(DISTANCE);
        due(1_000_000, 1 << 18, Duration.ofMillis(1).toNanos());
        assertThat(lanes.meanOfSample()).isEqualTo(DISTANCE);
        assertThat(due(1_000, 1 << 24, Duration.ofMillis(1).toNanos())).isGreaterThan(990);
    }

    @Test
    @DisplayName("keep a short distance whatever it costs")
    void keepShortDistances() {
        SamplingLanes dense = new SamplingLanes(1, () -> 0);
        for (int each = 0; each < 100_000; each++) {
            assertThat(dense.isDue(64)).isTrue();
        }
        assertThat(dense.meanOfSample()).isEqualTo(1);
    }

    @Test
    @DisplayName("take any distance")
    void takeAnyDistance() {
        SamplingLanes rare = new SamplingLanes(Long.MAX_VALUE, () -> 0);
        for (int each = 0; each < 2_000; each++) {
            rare.isDue(Long.MAX_VALUE);
        }
        assertThat(rare.meanOfSample()).isEqualTo((double) Long.MAX_VALUE);
    }
}
