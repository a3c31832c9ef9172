package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.tiers.policy.Move;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The last decisions")
class DecisionsTest {
    private final Decisions decisions = new Decisions();

    private void add(long handle, Outcome outcome) {
        decisions.add(new Move(handle, 10, 1, 0, 5, 3), outcome);
    }

    @Test
    @DisplayName("are found by their object, the last one first")
    void found() {
        assertThat(decisions.last(7)).isNull();
        add(7, Outcome.PINNED);
        add(8, Outcome.MOVED);
        assertThat(decisions.last(7)).extracting(Decisions.Decision::outcome).isEqualTo(Outcome.PINNED);
        add(7, Outcome.SWITCHED);
        assertThat(decisions.last(7)).extracting(Decisions.Decision::outcome).isEqualTo(Outcome.SWITCHED);
        assertThat(decisions.last(9)).isNull();
    }

    @Test
    @DisplayName("are forgotten behind four thousand others")
    void forgotten() {
        add(7, Outcome.MOVED);
        for (int each = 0; each < 4095; each++) {
            add(1000 + each, Outcome.MOVED);
        }
        assertThat(decisions.last(7)).isNotNull();
        add(8, Outcome.MOVED);
        assertThat(decisions.last(7)).isNull();
        assertThat(decisions.last(1000)).isNotNull();
    }
}
