package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A task that rests")
class RestingTaskTest {
    private long now = Long.MAX_VALUE - 100;
    private long took = 10;
    private int runs;
    private final RestingTask task = new RestingTask(20, () -> now, () -> {
        runs++;
        now += took;
    });

    private void runAfter(long pause) {
        now += pause;
        task.run();
    }

    @Test
    @DisplayName("is left out until it has rested so many times as long as it took, whatever the clock stands at")
    void rests() {
        task.run();
        runAfter(0);
        assertThat(runs).as("the first run does not count").isEqualTo(2);
        runAfter(199);
        assertThat(runs).isEqualTo(2);
        runAfter(1);
        assertThat(runs).isEqualTo(3);
    }

    @Test
    @DisplayName("counts the shorter of its last two runs: one that was slow by chance is forgiven, two are not")
    void forgivesOne() {
        task.run();
        runAfter(200);
        took = 1_000;
        runAfter(200);
        runAfter(200);
        assertThat(runs).isEqualTo(4);
        runAfter(19_999);
        assertThat(runs).isEqualTo(4);
        runAfter(1);
        assertThat(runs).isEqualTo(5);
    }
}
