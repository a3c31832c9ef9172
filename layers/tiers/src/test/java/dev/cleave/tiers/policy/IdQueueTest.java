package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of ids")
class IdQueueTest {
    @Test
    @DisplayName("gives back first what came first, however long it grows")
    void firstInFirstOut() {
        Random random = new Random(8);
        IdQueue queue = new IdQueue();
        Queue<Long> model = new ArrayDeque<>();
        for (long id = 0; id < 10_000; id++) {
            queue.add(id, 2 * id);
            model.add(id);
            if (random.nextInt(100) > 45) {
                assertThat(queue.firstId()).isEqualTo(model.remove());
                assertThat(queue.firstByteSize()).isEqualTo(2 * queue.firstId());
                queue.removeFirst();
            }
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }
    }
}
