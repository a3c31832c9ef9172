package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LearningPoolTest {
    private static final long SEED = 85;

    private final Pool pool = Pool.builder().name("learning").capacity(64 << 20).build();

    @AfterEach
    void closePool() {
        pool.close();
    }

    /** One step of a loop: so many blocks of growing sizes, freed in turn from the last. */
    private static void step(LearningPool steps, int blocks, long unit) {
        Deque<Long> live = new ArrayDeque<>();
        for (int each = 1; each <= blocks; each++) {
            live.push(steps.allocate(each * unit));
        }
        live.forEach(steps::free);
    }

    @DisplayName("A loop is learnt by itself after a beginning that is unlike it, and then served from its plan")
    @Test
    void learnsALoop() {
        Random random = new Random(SEED);
        try (LearningPool steps = LearningPool.of(pool)) {
            List<Long> weights = new ArrayList<>();
            for (int each = 0; each < 50; each++) {
                weights.add(steps.allocate(1 + random.nextInt(5000)));
            }
            for (int turn = 0; turn < 40; turn++) {
                step(steps, 20, 100);
            }

            PlannedUsage usage = steps.usage().following().orElseThrow();
            assertThat(steps.usage().plans()).isOne();
            assertThat(steps.plan().orElseThrow().lifetimes().count()).isEqualTo(20);
            assertThat(usage.misses()).isZero();
            assertThat(usage.hits()).isGreaterThan(500);
            weights.forEach(steps::free);
            assertThat(steps.usage().recorded()).isZero();
        }
        assertThat(pool.usedBytes()).isZero();
    }

    @DisplayName("A program that turns to another loop is learnt anew, and the old plan's memory goes back")
    @Test
    void learnsAnotherLoop() {
        try (LearningPool steps = LearningPool.of(pool)) {
            for (int turn = 0; turn < 40; turn++) {
                step(steps, 20, 100);
            }
            long kept = steps.allocate(100);
            for (int turn = 0; turn < 80; turn++) {
                step(steps, 31, 64);
            }

            assertThat(steps.usage().plans()).isEqualTo(2);
            assertThat(steps.plan().orElseThrow().lifetimes().count()).isEqualTo(31);
            steps.free(kept);
            assertThatIllegalArgumentException().isThrownBy(() -> steps.free(kept));
        }
        assertThat(pool.usedBytes()).isZero();
    }

    @DisplayName("What has no period is served by the heap and recorded")
    @Test
    void servesWhatHasNoPeriod() {
        try (LearningPool steps = LearningPool.of(pool)) {
            for (int each = 1; each <= 1000; each++) {
                steps.free(steps.allocate(each));
            }

            assertThat(steps.usage()).isEqualTo(new LearningUsage(1000, 0, Optional.empty()));
        }
    }

    @DisplayName("Through all that is learnt and forgotten, no two live blocks overlap")
    @Test
    void neverOverlaps() {
        Random random = new Random(SEED);
        TreeMap<Long, Long> live = new TreeMap<>();
        try (LearningPool steps = LearningPool.of(pool)) {
            for (int phase = 0; phase < 30; phase++) {
                long[] sizes = random.longs(1 + random.nextInt(30), 1, 3000).toArray();
                for (int each = 0; each < 40 * sizes.length; each++) {
                    long size = sizes[each % sizes.length];
                    long address = steps.allocate(size);
                    var below = live.floorEntry(address);
                    Long above = live.ceilingKey(address);
                    assertThat((below == null || below.getKey() + below.getValue() <= address)
                            && (above == null || address + size <= above))
                            .as("seed %d, phase %d, allocation %d", SEED, phase, each).isTrue();
                    live.put(address, size);
                    while (live.size() > 50 || !live.isEmpty() && random.nextInt(3) == 0) {
                        long freed = random.nextBoolean() ? live.firstKey() : live.lastKey();
                        steps.free(freed);
                        live.remove(freed);
                    }
                }
            }
            assertThat(steps.usage().plans()).as("seed %d", SEED).isPositive();
            live.keySet().forEach(steps::free);
        }
        assertThat(pool.usedBytes()).isZero();
    }

    @DisplayName("Closed, it serves nothing; alignments beyond the pool's are refused at once")
    @Test
    void refusesWhatIsWrong() {
        LearningPool steps = LearningPool.of(pool, new Planner().withAlignment(64));
        assertThat(steps.allocate(10) % 64).isZero();
        steps.close();
        steps.close();

        assertThatIllegalStateException().isThrownBy(() -> steps.allocate(10))
                .withMessage("the learning pool over pool learning is closed");
        Planner beyond = new Planner().withAlignment(2 * pool.maxAlignment());
        assertThatIllegalArgumentException().isThrownBy(() -> LearningPool.of(pool, beyond))
                .withMessageContaining("at most");
    }
}
