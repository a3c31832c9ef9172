package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The heats of objects")
class HeatsTest {
    @Test
    @DisplayName("know slowly what was hot long ago, when the quick one knows it no more")
    void paces() {
        Heats heats = new Heats(100);
        for (int now = 1; now <= 50; now++) {
            heats.accessed(7, now);
        }
        for (int now = 51; now <= 1050; now++) {
            heats.accessed(1000 + now, now);
        }
        assertThat(heats.heat(0, 7, 1050)).isLessThan(0.5);
        assertThat(heats.heat(Heats.PACES - 1, 7, 1050)).isGreaterThan(30);
        assertThat(heats.last(0)).isBetween(1.0, 1.5);
    }

    @Test
    @DisplayName("fall the more slowly the more objects the tier holds")
    void fit() {
        Heats heats = new Heats(100);
        heats.accessed(7, 1);
        double before = heats.heat(0, 7, 201);
        heats.fit(400);
        assertThat(heats.heat(0, 7, 201)).isGreaterThan(4 * before);
    }
}
