package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A last refusal")
class LastRefusalTest {
    private final LastRefusal refusal = new LastRefusal();

    @Test
    @DisplayName("covers what is as long or longer, until something is freed")
    void covers() {
        assertThat(refusal.covers(1L << 40)).isFalse();
        refusal.note(12);
        assertThat(refusal.covers(11)).isFalse();
        assertThat(refusal.covers(12)).isTrue();
        assertThat(refusal.covers(13)).isTrue();
        refusal.forget();
        assertThat(refusal.covers(13)).isFalse();
    }
}
