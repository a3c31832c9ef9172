package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A quarantine")
class QuarantineTest {
    private static final long SEED = Long.getLong("cleave.heap.seed", System.nanoTime());

    @Test
    @DisplayName("lets out first what came in first, when it has as many blocks as it may")
    void isFirstInFirstOut() {
        Quarantine quarantine = new Quarantine(1 << 20, 3);
        for (long address = 16; address <= 48; address += 16) {
            assertThat(quarantine.exchange(address, 100)).isZero();
        }
        assertThat(quarantine.exchange(64, 100)).isEqualTo(16);
        assertThat(quarantine.usage(7)).isEqualTo(new SafetyUsage(3, 300, 7));
        assertThat(quarantine.poll()).isEqualTo(32);
        assertThat(quarantine.poll()).isEqualTo(48);
        assertThat(quarantine.poll()).isEqualTo(64);
        assertThat(quarantine.poll()).isZero();
        assertThat(quarantine.usage(0)).isEqualTo(new SafetyUsage(0, 0, 0));
    }

    @Test
    @DisplayName("says that a block is still outside while those before it take its bytes")
    void lettingOneOutMayNotBeEnough() {
        Quarantine quarantine = new Quarantine(1000, 100);
        for (long address = 16; address <= 160; address += 16) {
            quarantine.exchange(address, 100);
        }
        assertThat(quarantine.exchange(1600, 125)).isEqualTo(16 | Quarantine.STILL_OUTSIDE);
        assertThat(quarantine.exchange(1600, 125)).isEqualTo(32);
        assertThat(quarantine.usage(0).quarantinedBytes()).isEqualTo(925);
    }

    @Test
    @DisplayName("admits blocks of an eighth of its bytes, and where it has no place none")
    void admits() {
        assertThat(new Quarantine(800, 10).admits(100)).isTrue();
        assertThat(new Quarantine(800, 10).admits(101)).isFalse();
        assertThat(new Quarantine(800, 0).admits(1)).isFalse();
        assertThat(new Quarantine(0, 10).admits(1)).isFalse();
        assertThat(new Quarantine(Long.MAX_VALUE, 10).admits(Long.MAX_VALUE / 8)).isTrue();
    }

    @Test
    @DisplayName("is a queue, whatever comes and goes")
    void isAQueue() {
        Random random = new Random(SEED);
        Quarantine quarantine = new Quarantine(10_000, 17);
        Deque<long[]> expected = new ArrayDeque<>();
        long inside = 0;
        for (long step = 1; step < 20_000; step++) {
            if (random.nextInt(4) == 0) {
                long[] first = expected.poll();
                assertThat(quarantine.poll()).as("seed %d", SEED).isEqualTo(first == null ? 0 : first[0]);
                inside -= first == null ? 0 : first[1];
                continue;
            }
            long address = step * 16;
            long room = 8L + random.nextInt(1_200);
            long left = quarantine.exchange(address, room);
            while (true) {
                if ((left & ~Quarantine.STILL_OUTSIDE) != 0) {
                    long[] first = expected.remove();
                    assertThat(left & ~Quarantine.STILL_OUTSIDE).as("seed %d", SEED).isEqualTo(first[0]);
                    inside -= first[1];
                }
                if ((left & Quarantine.STILL_OUTSIDE) == 0) {
                    break;
                }
                left = quarantine.exchange(address, room);
            }
            expected.add(new long[] {address, room});
            inside += room;
            assertThat(quarantine.usage(0)).as("seed %d", SEED)
                    .isEqualTo(new SafetyUsage(expected.size(), inside, 0));
            assertThat(inside).isLessThanOrEqualTo(10_000);
        }
    }
}
