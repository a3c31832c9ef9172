package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("LRU")
class RecencyRankingTest {
    private static final List<TierCosts> TWO = List.of(new TierCosts(300, 1, 0, 0), new TierCosts(1, 100, 0, 0));

    @Test
    @DisplayName("lets go what was accessed longest ago")
    void oldestGivesWay() {
        PolicyDriver driver = new PolicyDriver(PolicyKind.LRU.open(TWO), TWO);
        for (long id : new long[] {1, 2, 3, 1, 4}) {
            driver.access(id, 100, false);
        }
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(3L, 0).containsEntry(4L, 0).containsEntry(2L, 1);
    }

    @Test
    @DisplayName("demotes what is clean for nothing, and what was written at the cost of a copy")
    void cleanIsFree() {
        PlacementPolicy policy = PolicyKind.LRU.open(TWO);
        PolicyDriver driver = new PolicyDriver(policy, TWO);
        driver.access(1, 100, false);
        assertThat(policy.relieve(0)).contains(new Move(1, 100, 0, 1, Double.NaN, 0));
        driver.access(1, 100, true);
        assertThat(policy.relieve(0)).contains(new Move(1, 100, 0, 1, Double.NaN, 101));
    }
}
