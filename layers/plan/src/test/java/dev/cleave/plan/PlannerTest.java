package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final long SEED = 1971;
    private static final Planner BY_THE_BYTE = new Planner().withAlignment(1);

    /**
     * The least height of all placements, by trying every one in which each block rests on the
     * ground or on another.
     */
    private static long optimum(Lifetimes lifetimes) {
        return optimum(lifetimes, new long[lifetimes.count()], 0, 0, Long.MAX_VALUE);
    }

    private static long optimum(Lifetimes lifetimes, long[] offsets, int placed, long height, long best) {
        if (height >= best || placed == (1 << offsets.length) - 1) {
            return Math.min(height, best);
        }
        long least = best;
        for (int next = 0; next < offsets.length; next++) {
            if ((placed & 1 << next) == 0) {
                offsets[next] = lowest(lifetimes, offsets, placed, next);
                least = optimum(lifetimes, offsets, placed | 1 << next,
                        Math.max(height, offsets[next] + lifetimes.bytes(next)), least);
            }
        }
        return least;
    }

    private static long lowest(Lifetimes lifetimes, long[] offsets, int placed, int next) {
        long offset = 0;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int other = 0; other < offsets.length; other++) {
                boolean together = (placed & 1 << other) != 0
                        && other < lifetimes.end(next) && next < lifetimes.end(other);
                if (together && offset < offsets[other] + lifetimes.bytes(other)
                        && offsets[other] < offset + lifetimes.bytes(next)) {
                    offset = offsets[other] + lifetimes.bytes(other);
                    moved = true;
                }
            }
        }
        return offset;
    }

    @DisplayName("Of few blocks the plan is the best that there is")
    @Test
    void isOptimalOnTinySequences() {
        Random random = new Random(SEED);
        Planner planner = BY_THE_BYTE.withLimit(Duration.ofMillis(200));
        for (int round = 0; round < 60; round++) {
            Lifetimes lifetimes = Sequences.random(random, 2 + random.nextInt(6), 4, 9);
            long optimum = optimum(lifetimes);

            assertThat(planner.plan(lifetimes).plannedBytes()).as("seed %d, round %d", SEED, round)
                    .isEqualTo(optimum);
        }
    }

    @DisplayName("A training step of a densely connected network needs hardly more than is live")
    @ParameterizedTest
    @CsvSource({"64, 12, 16, 16, 16", "32, 32, 6, 12, 24", "16, 32, 12, 48, 32"})
    void densePlansAreTight(int batch, int growth, int first, int second, int third) {
        Lifetimes step = Sequences.denseTraining(batch, growth, first, second, third);

        Plan plan = new Planner().withAlignment(256).withLimit(Duration.ofSeconds(5)).plan(step);

        assertThat(plan.ratio()).isBetween(1.0, 1.02);
    }

    @DisplayName("Many random blocks: not far from the bound, and aligned")
    @Test
    void randomPlansAreTight() {
        Lifetimes lifetimes = Sequences.random(new Random(SEED), 400, 40, 5000);
        Planner planner = new Planner().withAlignment(64).withLimit(Duration.ofSeconds(1));

        Plan plan = planner.plan(lifetimes);

        assertThat(plan.ratioAtAlignment()).as("seed %d", SEED).isBetween(1.0, 1.2);
        assertThat(plan.ratio()).isGreaterThanOrEqualTo(plan.ratioAtAlignment());
        for (int position = 0; position < lifetimes.count(); position++) {
            assertThat(plan.offset(position) % 64).isZero();
        }
    }

    @DisplayName("Cycles are planned: what outlives its turn has no place, all else has")
    @Test
    void plansCycles() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50; round++) {
            Lifetimes cycle = Sequences.cycle(random, 1 + random.nextInt(50), 100);

            Plan plan = new Planner().withLimit(Duration.ofMillis(20)).plan(cycle);

            for (int position = 0; position < cycle.count(); position++) {
                assertThat(plan.offset(position) == Plan.NO_PLACE).as("seed %d, round %d", SEED, round)
                        .isEqualTo(cycle.outlives(position));
            }
        }
    }

    @DisplayName("An empty sequence needs nothing; one block, its size")
    @Test
    void plansTheLeast() {
        assertThat(new Planner().plan(Lifetimes.builder().build()).plannedBytes()).isZero();
        assertThat(new Planner().plan(Lifetimes.of(new long[] {13}, new int[] {1})).plannedBytes()).isEqualTo(16);
    }

    @DisplayName("The listener hears each way, and never of a worse plan than before")
    @Test
    void tellsItsProgress() {
        List<Long> heard = new ArrayList<>();
        List<String> ways = new ArrayList<>();
        Lifetimes lifetimes = Sequences.random(new Random(SEED), 300, 30, 1000);

        Plan plan = new Planner().withLimit(Duration.ofMillis(300)).withProgress((way, best, share) -> {
            heard.add(best);
            ways.add(way);
            assertThat(share).isBetween(0.0, 1.0);
        }).plan(lifetimes);

        assertThat(heard).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(heard.getLast()).isEqualTo(plan.plannedBytes());
        assertThat(ways).contains("outward from the peak");
    }

    @DisplayName("Settings out of range are refused")
    @Test
    void refusesWhatIsNoSetting() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Planner().withAlignment(24))
                .withMessage("an alignment of 24 bytes: must be a power of two from 1 to 1073741824");
        assertThatIllegalArgumentException().isThrownBy(() -> new Planner().withAlignment(Long.MIN_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Planner().withLimit(Duration.ZERO))
                .withMessage("a limit of PT0S: must be above zero");
    }
}
