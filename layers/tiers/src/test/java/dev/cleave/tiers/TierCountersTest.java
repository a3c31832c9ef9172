package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The counts of decisions")
class TierCountersTest {
    @Test
    @DisplayName("tell each kind apart, and leave out what decides nothing")
    void kinds() {
        TierCounters counters = new TierCounters();
        counters.ended(Outcome.MOVED, true);
        counters.ended(Outcome.MOVED, false);
        counters.ended(Outcome.MOVED, false);
        counters.ended(Outcome.SWITCHED, false);
        counters.ended(Outcome.PINNED, true);
        counters.ended(Outcome.NO_ROOM, true);
        counters.ended(Outcome.FAILED, false);
        counters.ended(Outcome.THERE, true);
        counters.ended(Outcome.GONE, true);
        counters.broughtNear();
        counters.spilled();
        counters.copyDropped();
        counters.placeLost();
        counters.copied(500);
        assertThat(counters.counts()).isEqualTo(new TierCounts(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 500));
    }
}
