package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of ghosts")
class GhostListTest {
    @Test
    @DisplayName("forgets the oldest first, and counts bytes")
    void oldestFirst() {
        GhostList ghosts = new GhostList();
        for (long id = 1; id <= 100; id++) {
            ghosts.add(id, 10);
        }
        ghosts.add(1, 30);
        assertThat(ghosts.bytes()).isEqualTo(1020);
        ghosts.trim(100);
        assertThat(ghosts.bytes()).isEqualTo(100);
        assertThat(ghosts.contains(1)).as("it was added again").isTrue();
        assertThat(ghosts.contains(93)).isFalse();
        assertThat(ghosts.remove(94)).isTrue();
        assertThat(ghosts.remove(94)).isFalse();
        ghosts.trim(-5);
        assertThat(ghosts.bytes()).isZero();
    }
}
