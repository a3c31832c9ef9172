package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A space of grains")
class GrainSpaceTest {
    private static final int GRAINS = 512;

    private final GrainSpace space = new GrainSpace(GRAINS, false);

    private long take(long count) {
        return space.allocate(count, 0, false);
    }

    @Test
    @DisplayName("fits exactly: what is behind and before a range is there for others")
    void exact() {
        assertThat(take(100)).isZero();
        assertThat(take(412)).isEqualTo(100);
        assertThat(take(1)).isEqualTo(BlockSpace.NONE);
        assertThat(space.free(0)).as("the other is still there").isFalse();
        assertThat(space.allocate(10, 5, false)).isZero();
        assertThat(space.allocate(10, 5, false)).isEqualTo(32);
        assertThat(take(22)).as("before the aligned one").isEqualTo(10);
        assertThat(space.freeUnits()).isEqualTo(58);
    }

    @Test
    @DisplayName("serves from the shortest run that is long enough")
    void shortest() {
        long first = take(20);
        take(1);
        long second = take(18);
        take(1);
        space.free(first);
        space.free(second);
        assertThat(take(17)).isEqualTo(second);
        assertThat(take(19)).isEqualTo(first);
    }

    @Test
    @DisplayName("says when the last one is freed, and is taken as a whole only then")
    void whole() {
        long one = take(500);
        long other = take(3);
        assertThat(space.takeAll()).isFalse();
        assertThat(space.free(other)).isFalse();
        assertThat(space.free(one)).isTrue();
        assertThat(space.takeAll()).isTrue();
        assertThat(take(1)).isEqualTo(BlockSpace.NONE);
        assertThat(space.free(0)).isTrue();
    }

    @Test
    @DisplayName("finds in a thorough look what no hint leads to: every run, whatever its length")
    void thorough() {
        for (int grain = 0; grain < GRAINS; grain++) {
            take(1);
        }
        for (int grain = 0; grain < GRAINS; grain += 2) {
            space.free(grain);
        }
        int found = 0;
        while (space.allocate(1, 1, true) != BlockSpace.NONE) {
            found++;
        }
        assertThat(found).isEqualTo(GRAINS / 2);
    }

    @Test
    @DisplayName("refuses what it never had, and to free where nothing begins")
    void refuses() {
        assertThat(space.allocate(GRAINS + 1, 0, true)).isEqualTo(BlockSpace.NONE);
        assertThat(space.allocate(1, 20, true)).isEqualTo(BlockSpace.NONE);
        long taken = take(4);
        assertThatThrownBy(() -> space.free(taken + 1)).isInstanceOf(IllegalStateException.class)
                .hasMessage("nothing that was taken begins at grain 1");
        space.free(taken);
        assertThatThrownBy(() -> space.free(taken)).isInstanceOf(IllegalStateException.class);
        assertThat(space.freeUnits()).isEqualTo(GRAINS);
    }

    @Test
    @DisplayName("gives each grain to one thread, and refuses nobody thoroughly while enough is free")
    void threads() throws Exception {
        long seed = System.nanoTime();
        AtomicIntegerArray owners = new AtomicIntegerArray(GRAINS);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 1; thread <= 4; thread++) {
                int owner = thread;
                all.add(threads.submit(() -> churn(new Random(seed + owner), owner, owners)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(space.freeUnits()).as("seed %d", seed).isEqualTo(GRAINS);
        assertThat(space.allocate(GRAINS, 0, true)).as("seed %d", seed).isZero();
    }

    /** Three threads hold 3 x 130 grains at most, so a run of 30 is free for the fourth: of four gaps, one has it. */
    private void churn(Random random, int owner, AtomicIntegerArray owners) {
        for (int round = 0; round < 20_000; round++) {
            boolean mustBe = random.nextBoolean();
            int count = mustBe ? 1 + random.nextInt(30) : 1 + random.nextInt(130);
            long first = space.allocate(count, 0, mustBe);
            if (first == BlockSpace.NONE) {
                assertThat(mustBe).as("a refusal of %d grains, though a run of 30 is free", count).isFalse();
                continue;
            }
            for (int grain = (int) first; grain < first + count; grain++) {
                assertThat(owners.getAndSet(grain, owner)).as("grain %d", grain).isZero();
            }
            for (int grain = (int) first; grain < first + count; grain++) {
                assertThat(owners.getAndSet(grain, 0)).as("grain %d", grain).isEqualTo(owner);
            }
            space.free(first);
        }
    }
}
