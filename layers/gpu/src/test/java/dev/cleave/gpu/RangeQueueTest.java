package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A queue of ranges")
class RangeQueueTest {
    private final RangeQueue queue = new RangeQueue();

    @Test
    @DisplayName("drops what was freed, at either end, as far as all is free")
    void drops() {
        for (int i = 0; i < 5; i++) {
            queue.add(10L * i, 10);
        }
        assertThat(queue.free(10)).isTrue();
        assertThat(queue.free(30)).isTrue();
        queue.dropFreedFirst();
        queue.dropFreedLast();
        assertThat(queue.size()).as("both ends are in use").isEqualTo(5);
        assertThat(queue.free(0)).isTrue();
        queue.dropFreedFirst();
        assertThat(queue.position(0)).isEqualTo(20);
        assertThat(queue.free(40)).isTrue();
        queue.dropFreedLast();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("says no to a position that nothing begins at, or that was freed")
    void refuses() {
        assertThat(queue.free(0)).isFalse();
        queue.add(0, 10);
        queue.add(10, 10);
        assertThat(queue.free(5)).isFalse();
        assertThat(queue.free(10)).isTrue();
        assertThat(queue.free(10)).isFalse();
    }

    @Test
    @DisplayName("grows around its beginning")
    void grows() {
        for (int i = 0; i < 12; i++) {
            queue.add(i, 1);
        }
        for (int i = 0; i < 10; i++) {
            queue.free(i);
        }
        queue.dropFreedFirst();
        for (int i = 12; i < 60; i++) {
            queue.add(i, 1);
        }
        assertThat(queue.size()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            assertThat(queue.position(i)).isEqualTo(10 + i);
            assertThat(queue.length(i)).isEqualTo(1);
            assertThat(queue.free(10 + i)).isTrue();
        }
        queue.dropFreedFirst();
        assertThat(queue.isEmpty()).isTrue();
    }
}
