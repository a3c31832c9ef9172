package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The count of a block's allocations")
class LiveCountTest {
    @Test
    @DisplayName("says when to look, where one stripe takes and gives back")
    void looksAtZero() {
        LiveCount count = new LiveCount(Stripes.of(4).chosenBy(() -> 1));
        count.increment();
        count.increment();
        assertThat(count.decrement()).isFalse();
        assertThat(count.sum()).isEqualTo(1);
        assertThat(count.decrement()).isTrue();
        assertThat(count.sum()).isZero();
    }

    @Test
    @DisplayName("adds up over stripes, and looks now and then where one only gives back")
    void looksNowAndThen() {
        AtomicInteger stripe = new AtomicInteger();
        LiveCount count = new LiveCount(Stripes.of(4).chosenBy(stripe::get));
        for (int i = 0; i < 1000; i++) {
            count.increment();
        }
        stripe.set(3);
        int looks = 0;
        for (int i = 0; i < 1000; i++) {
            looks += count.decrement() ? 1 : 0;
        }
        assertThat(count.sum()).isZero();
        assertThat(looks).isEqualTo(1000 / 64);
    }
}
