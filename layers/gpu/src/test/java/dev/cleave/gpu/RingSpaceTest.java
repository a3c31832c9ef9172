package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A ring")
class RingSpaceTest {
    private final RingSpace ring = new RingSpace(100);

    @Test
    @DisplayName("goes on at the beginning once the oldest are free")
    void wraps() {
        long first = ring.allocate(40, 0, true);
        long second = ring.allocate(40, 0, true);
        assertThat(first).isZero();
        assertThat(second).isEqualTo(40);
        assertThat(ring.allocate(30, 0, true)).isEqualTo(BlockSpace.NONE);
        ring.free(first);
        assertThat(ring.allocate(30, 0, true)).as("20 at the end are too few").isZero();
        assertThat(ring.allocate(20, 0, true)).as("what was passed by comes back with its lap")
                .isEqualTo(BlockSpace.NONE);
        assertThat(ring.allocate(10, 0, true)).isEqualTo(30);
        ring.free(second);
        assertThat(ring.freeUnits()).isEqualTo(60);
    }

    @Test
    @DisplayName("takes frees in another order, and hands their units out when all older ones are free")
    void takesAnyOrder() {
        long first = ring.allocate(50, 0, true);
        long second = ring.allocate(50, 0, true);
        ring.free(second);
        assertThat(ring.allocate(10, 0, true)).isEqualTo(BlockSpace.NONE);
        ring.free(first);
        assertThat(ring.allocate(100, 0, true)).isZero();
    }

    @Test
    @DisplayName("begins at multiples of the alignment")
    void aligns() {
        ring.allocate(3, 0, true);
        assertThat(ring.allocate(5, 3, true)).isEqualTo(8);
    }

    @Test
    @DisplayName("refuses an offset that nothing begins at")
    void refuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> ring.free(0)).withMessageContaining("offset 0");
        long one = ring.allocate(10, 0, true);
        assertThatIllegalArgumentException().isThrownBy(() -> ring.free(5));
        ring.free(one);
        assertThatIllegalArgumentException().isThrownBy(() -> ring.free(one));
    }

    @Test
    @DisplayName("is taken as a whole only while it is empty")
    void isTakenAsAWhole() {
        long one = ring.allocate(1, 0, true);
        assertThat(ring.takeAll()).isFalse();
        ring.free(one);
        assertThat(ring.takeAll()).isTrue();
        assertThat(ring.allocate(1, 0, true)).isEqualTo(BlockSpace.NONE);
        ring.free(0);
        assertThat(ring.freeUnits()).isEqualTo(100);
    }

    @Test
    @DisplayName("hands no unit out twice, and says what is free")
    void keepsApart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        boolean[] taken = new boolean[100];
        ArrayDeque<long[]> live = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            int count = 1 + random.nextInt(30);
            long at = ring.allocate(count, random.nextInt(3), true);
            if (at != BlockSpace.NONE) {
                mark(taken, at, count, true, seed);
                live.add(new long[] {at, count});
            }
            if (at == BlockSpace.NONE || random.nextInt(4) == 0) {
                long[] oldest = live.remove();
                mark(taken, oldest[0], (int) oldest[1], false, seed);
                ring.free(oldest[0]);
            }
            ring.forEachFreeRun((from, units) -> {
                for (long u = from; u < from + units; u++) {
                    assertThat(taken[(int) u]).as("seed %d, unit %d", seed, u).isFalse();
                }
            });
        }
    }

    private static void mark(boolean[] taken, long at, int count, boolean now, long seed) {
        for (int u = (int) at; u < at + count; u++) {
            assertThat(taken[u]).as("seed %d, unit %d", seed, u).isNotEqualTo(now);
            taken[u] = now;
        }
    }
}
