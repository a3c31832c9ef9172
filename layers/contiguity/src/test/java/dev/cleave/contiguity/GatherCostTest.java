package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What scattering costs")
class GatherCostTest {
    private static final long MIB = 1 << 20;

    @Test
    @DisplayName("is a descriptor for each piece beside the bandwidth")
    void model() {
        GatherCost cost = new GatherCost(200, 8);
        assertThat(cost.nanos(64 * MIB, 1)).isEqualTo(8 * MIB + 200);
        assertThat(cost.nanos(64 * MIB, 256)).isEqualTo(8 * MIB + 256 * 200);
        assertThat(cost.throughputShare(1600)).isEqualTo(0.5);
        assertThat(cost.leastPiece(0.5)).isEqualTo(1600);
        assertThat(cost.throughputShare(cost.leastPiece(0.95))).isGreaterThanOrEqualTo(0.95);
        assertThat(cost.throughputShare(cost.leastPiece(0.95) - 2)).isLessThan(0.95);
    }

    @Test
    @DisplayName("is found by two measurements")
    void measured() {
        GatherCost truth = new GatherCost(310, 5.5);
        GatherCost found = GatherCost.measured(64 * MIB, 1, truth.nanos(64 * MIB, 1), 16_384,
                truth.nanos(64 * MIB, 16_384));
        assertThat(found.nanosPerPiece()).isCloseTo(310, within(0.01));
        assertThat(found.bytesPerNano()).isCloseTo(5.5, within(0.0001));
        assertThat(GatherCost.measured(MIB, 1, 100, 10, 90).nanosPerPiece()).as("noise").isZero();
    }

    @Test
    @DisplayName("is refused where it is none")
    void badInput() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GatherCost(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new GatherCost(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new GatherCost(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> GatherCost.measured(MIB, 2, 1, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new GatherCost(1, 1).leastPiece(1));
    }
}
