package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of a slab")
class SlabWordsTest {
    private static final int COUNT = 8;
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;

    private final SlabWords words = new SlabWords(COUNT) {};

    private long[] all() {
        return IntStream.range(0, COUNT).mapToLong(words::getVolatile).toArray();
    }

    @Test
    @DisplayName("are as many as were asked for, none with a free slot at first, and each by itself")
    void areEachByItself() {
        assertThat(words.words()).isEqualTo(COUNT);
        assertThat(all()).containsOnly(0);
        for (int word = 0; word < COUNT; word++) {
            if (word % 2 == 0) {
                words.setRelease(word, word + 1L);
            } else {
                words.setVolatile(word, word + 1L);
            }
        }
        assertThat(all()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    @DisplayName("are swung only from what stands there, the first as any other")
    void areSwungFromWhatStandsThere() {
        for (int word = 0; word < COUNT; word++) {
            assertThat(words.compareAndSet(word, 1, 2)).isFalse();
            assertThat(words.getVolatile(word)).isZero();
            assertThat(words.compareAndSet(word, 0, -1L)).isTrue();
            assertThat(words.compareAndSet(word, 0, 1)).isFalse();
            assertThat(words.getVolatile(word)).isEqualTo(-1L);
        }
    }

    @Test
    @DisplayName("lose no swing of several threads, the first as any other")
    void loseNoSwing() throws InterruptedException {
        Thread[] threads = new Thread[THREADS];
        for (int each = 0; each < THREADS; each++) {
            threads[each] = Thread.ofPlatform().start(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    addOne(round % COUNT);
                }
            });
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(all()).containsOnly((long) THREADS * ROUNDS / COUNT);
    }

    private void addOne(int word) {
        long seen = words.getVolatile(word);
        while (!words.compareAndSet(word, seen, seen + 1)) {
            seen = words.getVolatile(word);
        }
    }
}
