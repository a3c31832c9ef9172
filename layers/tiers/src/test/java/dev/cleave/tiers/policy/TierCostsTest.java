package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The costs of a tier")
class TierCostsTest {
    private static final TierCosts NEAR = new TierCosts(1000, 100, 0.1, 0.2);
    private static final TierCosts FAR = new TierCosts(1, 5000, 1, 2);

    @Test
    @DisplayName("are those of the first byte and of each byte; a move reads here and writes there")
    void addUp() {
        assertThat(NEAR.readNanos(50)).isEqualTo(105);
        assertThat(NEAR.writeNanos(50)).isEqualTo(110);
        assertThat(FAR.moveNanos(50, NEAR)).isEqualTo(5050 + 110);
    }

    @Test
    @DisplayName("are finite and not negative")
    void rangesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TierCosts(0, 1, 1, 1))
                .withMessage("a capacity of 0 bytes: must be 1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> new TierCosts(1, -1, 1, 1))
                .withMessage("-1.0 nanoseconds an access: must be 0 or more, and finite");
        assertThatIllegalArgumentException().isThrownBy(() -> new TierCosts(1, 1, Double.NaN, 1))
                .withMessage("NaN nanoseconds a byte read: must be 0 or more, and finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TierCosts(1, 1, 1, Double.POSITIVE_INFINITY))
                .withMessageContaining("a byte written");
    }

    @Test
    @DisplayName("are in order: two tiers or more, the nearest first")
    void orderIsChecked() {
        assertThat(TierCosts.requireOrder(List.of(NEAR, FAR))).containsExactly(NEAR, FAR);
        assertThatIllegalArgumentException().isThrownBy(() -> TierCosts.requireOrder(List.of(FAR, NEAR)))
                .withMessage("tier 1 is reached in 100.0 ns and tier 0 in 5000.0 ns: give the nearest first");
        assertThatIllegalArgumentException().isThrownBy(() -> TierCosts.requireOrder(List.of(NEAR)))
                .withMessage("1 tiers: must be two or more, the nearest first");
    }
}
