package dev.cleave.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The size from which on objects are giants")
class GiantThresholdTest {
    private static final long UNIT = 4096;
    private static final long REGION = 2 << 20;

    @Test
    @DisplayName("is where a giant wastes no more than may lie in holes")
    void byWaste() {
        GiantThreshold threshold = GiantThreshold.of(UNIT, REGION, 0.02, Long.MAX_VALUE);
        assertThat(threshold.byteSize()).isEqualTo(threshold.byRounding()).isEqualTo(103_200);
    }

    @Test
    @DisplayName("is less where it would take too long to copy so much")
    void byTime() {
        assertThat(GiantThreshold.of(UNIT, REGION, 0.02, 50_000).byteSize()).isEqualTo(50_000);
    }

    @Test
    @DisplayName("is two units at least, and a quarter of a region at most, which is stronger")
    void hasBounds() {
        assertThat(GiantThreshold.of(UNIT, REGION, 0.02, 10).byteSize()).isEqualTo(2 * UNIT);
        assertThat(GiantThreshold.of(UNIT, 64 << 10, 0.02, Long.MAX_VALUE).byteSize()).isEqualTo(16 << 10);
        assertThat(GiantThreshold.of(UNIT, UNIT, 0.02, 10).byteSize()).isEqualTo(UNIT / 4);
        assertThat(GiantThreshold.chosen(Long.MAX_VALUE, REGION).byteSize()).isEqualTo(REGION / 4);
        assertThat(GiantThreshold.here(UNIT, REGION, 0.02).byteSize()).isBetween(2 * UNIT, REGION / 4);
    }
}
