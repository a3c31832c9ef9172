package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bits by slot, however many slots there are, from many threads. */
@DisplayName("Objects that were seen")
class SeenObjectsTest {
    @Test
    @DisplayName("are those that were added, and no others")
    void added() {
        SeenObjects seen = new SeenObjects();
        int[] numbers = {1, 63, 64, 511, 513, 100_000};
        for (int number : numbers) {
            assertThat(seen.has(number)).isFalse();
            seen.add(number);
            assertThat(seen.has(number)).isTrue();
        }
        assertThat(seen.has(2)).isFalse();
        assertThat(seen.has(65)).isFalse();
        assertThat(seen.has(1 << 20)).isFalse();
    }

    @Test
    @DisplayName("are not lost where threads add others, and more room is made")
    void fromManyThreads() throws Exception {
        SeenObjects seen = new SeenObjects();
        int threads = 4;
        int most = 20_000;
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            tasks.add(() -> {
                for (int number = first; number < most; number += threads) {
                    seen.add(number);
                }
                return null;
            });
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<Void> each : executor.invokeAll(tasks)) {
                each.get();
            }
        }
        for (int number = 0; number < most; number++) {
            assertThat(seen.has(number)).as("%d", number).isTrue();
        }
    }
}
