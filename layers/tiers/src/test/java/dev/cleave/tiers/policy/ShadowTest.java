package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An access takes 10 ns near and 1000 far; to bring an object costs 1010, and each access near saves 990. */
@DisplayName("A shadow")
class ShadowTest {
    private static final TierCosts FAR = new TierCosts(1, 1000, 0, 0);
    private static final int OBJECTS = 4;

    /** Expects four accesses for each, and so takes what comes. */
    private final Heats heats = new Heats(OBJECTS);
    private final Shadow shadow = new Shadow(new Rule(0, 4), new TierCosts(100L * OBJECTS, 10, 0, 0), FAR, heats);
    private long now;

    ShadowTest() {
        shadow.fit(OBJECTS, 0);
    }

    private double access(long id) {
        now++;
        heats.accessed(id, now);
        return shadow.access(id, 100, false, now);
    }

    @Test
    @DisplayName("pays for a promotion out of what its accesses save")
    void brings() {
        assertThat(access(1)).isEqualTo(1000);
        assertThat(access(1)).isEqualTo(10 + 990);
        assertThat(access(1)).isEqualTo(10 + 20);
        assertThat(access(1)).isEqualTo(10);
    }

    @Test
    @DisplayName("pays for a promotion that brought nothing once the object gives way")
    void givesWay() {
        for (long id = 1; id <= OBJECTS; id++) {
            assertThat(access(id)).isEqualTo(1000);
        }
        assertThat(access(5)).isEqualTo(1000 + 1010);
    }

    @Test
    @DisplayName("pays for it after as many accesses as the tier holds objects, though there be room")
    void grace() {
        access(1);
        assertThat(access(2)).isEqualTo(1000);
        assertThat(access(2)).isEqualTo(10 + 990);
        assertThat(access(2)).isEqualTo(10 + 20);
        assertThat(access(2)).isEqualTo(10);
        assertThat(access(2)).isEqualTo(10 + 1010);
        assertThat(access(2)).isEqualTo(10);
    }

    @Test
    @DisplayName("pays for it when the object is deleted")
    void removed() {
        access(1);
        shadow.removed(1);
        assertThat(access(2)).isEqualTo(1000 + 1010);
        assertThat(shadow.size()).isEqualTo(1);
    }
}
