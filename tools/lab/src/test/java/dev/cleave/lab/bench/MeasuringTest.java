package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of the measuring that need no allocator. */
class MeasuringTest {
    @Test
    void aTrialSurvivesTheWayThroughACommandLine() {
        Trial trial = new Trial(AllocatorName.require("netty-pooled"), Workload.FULL, 7,
                new BenchSettings(OptionalInt.of(3), 12_345L * BlockHold.UNIT_BYTES, true, Duration.ofMillis(1_500),
                        Duration.ofMillis(250),
                        1, 0, Duration.ofSeconds(30), Clock.PROCESSOR, -9));
        assertThat(Trial.parse(trial.toArguments())).isEqualTo(trial);

        Trial ofOwnOrder = new Trial(AllocatorName.CLEAVE, Workload.PAIR, 1, settings(1 << 20));
        assertThat(Trial.parse(ofOwnOrder.toArguments())).isEqualTo(ofOwnOrder);
    }

    @Test
    void aRoundSurvivesTheWayThroughALine() {
        RoundResult round = new RoundResult("fill-free", 12.375, 1L << 40, 3);
        assertThat(RoundResult.isLine(round.toLine())).isTrue();
        assertThat(RoundResult.parse(round.toLine())).isEqualTo(round);
        assertThat(RoundResult.isLine("WARNING: something")).isFalse();
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        Samples samples = new Samples();
        for (double nanos : new double[] {9, 1, 5}) {
            samples.add(new RoundResult("pair", nanos, 10, 1));
        }
        assertThat(samples.median()).isEqualTo(5);
        samples.add(new RoundResult("pair", 6, 10, 0));
        assertThat(samples.median()).isEqualTo(5.5);
        assertThat(samples.min()).isEqualTo(1);
        assertThat(samples.max()).isEqualTo(9);
        assertThat(samples.operations()).isEqualTo(40);
        assertThat(samples.failures()).isEqualTo(3);
    }

    @Test
    void withMoreThreadsThanProcessorsTheWholePhaseCountsOnEachProcessor() {
        PhaseClock crowded = new PhaseClock(3, Clock.ELAPSED, 1);
        long before = System.nanoTime();
        for (int thread = 0; thread < 3; thread++) {
            crowded.start(thread);
            crowded.end(thread, 10);
        }
        long wall = System.nanoTime() - before;
        crowded.endCycle();
        RoundResult result = crowded.take("pair", 0);
        assertThat(result.operations()).isEqualTo(30);
        assertThat(result.nanosPerOperation()).isPositive().isLessThanOrEqualTo(wall / 30.0);
    }

    @Test
    void randomChoicesStayBelowTheirBoundReachAllOfItAndRepeatWithTheSeed() {
        RandomSource random = new RandomSource(0, 0);
        RandomSource same = new RandomSource(0, 0);
        RandomSource otherThread = new RandomSource(0, 1);
        int[] counts = new int[7];
        int agreements = 0;
        for (int each = 0; each < 70_000; each++) {
            int choice = random.below(7);
            counts[choice]++;
            assertThat(same.below(7)).isEqualTo(choice);
            agreements += otherThread.below(7) == choice ? 1 : 0;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_000, 11_000);
        }
        assertThat(agreements).isBetween(9_000, 11_000);
    }

    @Test
    void shufflingKeepsHandlesAndSlotsTogether() {
        long[] handles = new long[1_000];
        int[] slots = new int[1_000];
        for (int each = 0; each < 1_000; each++) {
            handles[each] = each * 3L;
            slots[each] = each;
        }
        new RandomSource(5, 0).shuffle(handles, slots, 1_000);
        assertThat(slots).doesNotHaveDuplicates();
        int moved = 0;
        for (int each = 0; each < 1_000; each++) {
            assertThat(handles[each]).isEqualTo(slots[each] * 3L);
            moved += slots[each] == each ? 0 : 1;
        }
        assertThat(moved).isGreaterThan(900);
    }

    static BenchSettings settings(long regionBytes) {
        return settings(OptionalInt.empty(), regionBytes, 1, 0.1);
    }

    private static BenchSettings settings(OptionalInt order, long regionBytes, int rounds, double seconds) {
        Duration round = Duration.ofMillis((long) (seconds * 1000));
        return new BenchSettings(
                order, regionBytes, false, Duration.ZERO, round, rounds, 0, Duration.ofSeconds(30), Clock.ELAPSED, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1048576, 1, 0.1, --order -1",
        "19, 1048576, 1, 0.1, --order 19",
        "0, 4095, 1, 0.1, --region 4095",
        "0, 1048577, 1, 0.1, --region 1048577",
        "0, 9223372036854771712, 1, 0.1, --region 9223372036854771712",
        "0, 1048576, 0, 0.1, --rounds 0",
        "0, 1048576, 1, 0, --seconds 0.0",
    })
    void whatCannotBeMeasuredIsRefusedByName(int order, long region, int rounds, double seconds, String named) {
        assertThatThrownBy(() -> settings(OptionalInt.of(order), region, rounds, seconds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named + ": must be ");
    }
}
