package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.contiguity.BackgroundCompaction.Settings;
import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Background compaction")
class BackgroundCompactionTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    @DisplayName("uses no more than its share of a processor: what it took too much, it rests longer")
    void share() {
        Settings tenth = new Settings(0.5, 0.1, Duration.ofSeconds(1));
        assertThat(tenth.budget()).isEqualTo(Budget.ofTime(Duration.ofMillis(100)));
        assertThat(tenth.restNanos(0)).isEqualTo(SECOND);
        assertThat(tenth.restNanos(SECOND / 10)).isEqualTo(SECOND * 9 / 10);
        assertThat(tenth.restNanos(SECOND)).as("ten times as long in all").isEqualTo(9 * SECOND);
        assertThat(new Settings(0.5, 1, Duration.ofSeconds(1)).restNanos(5 * SECOND)).isZero();
    }

    @Test
    @DisplayName("ends when it is told, though an interrupt means nothing to it")
    void ends() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();
                MovableBlocks blocks = MovableBlocks.over(pool)) {
            BackgroundCompaction background = new BackgroundCompaction(blocks.compactor(), "ending",
                    new Settings(0, 0.5, Duration.ofMillis(1)));
            background.start();
            assertThat(background.isRunning()).isTrue();
            background.end();
            Patience.waitUntil(() -> !background.isRunning());
        }
    }
}
