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
        assertThat(refusal.covers(1L << 40, 0)).isFalse();
        refusal.note(12, 0);
        assertThat(refusal.covers(11, 0)).isFalse();
        assertThat(refusal.covers(12, 0)).isTrue();
        assertThat(refusal.covers(13, 5)).as("it is not there anywhere").isTrue();
        refusal.forget();
        assertThat(refusal.covers(13, 0)).isFalse();
    }

    @Test
    @DisplayName("of an aligned request covers what is as aligned or more, and no other")
    void aligned() {
        refusal.note(12, 4);
        assertThat(refusal.covers(12, 4)).isTrue();
        assertThat(refusal.covers(20, 5)).isTrue();
        assertThat(refusal.covers(12, 3)).isFalse();
        assertThat(refusal.covers(11, 4)).isFalse();
        assertThat(refusal.covers(1L << 40, 0)).isFalse();
        refusal.forget();
        assertThat(refusal.covers(12, 4)).isFalse();
    }
}
