package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An allowance of frees")
class FreeingAllowanceTest {
    private final AtomicInteger stripe = new AtomicInteger();
    private final FreeingAllowance allowance = new FreeingAllowance(Stripes.of(4).chosenBy(stripe::get));

    private void renew(long units) {
        allowance.note();
        allowance.renew(units);
    }

    @Test
    @DisplayName("is nothing at first, so that the first free looks")
    void beginsEmpty() {
        assertThat(allowance.spend(1)).isTrue();
    }

    @Test
    @DisplayName("is half for whoever looked and half for all stripes together")
    void isShared() {
        renew(80);
        assertThat(allowance.spend(40)).isFalse();
        assertThat(allowance.spend(1)).isTrue();
        for (int other = 1; other < 4; other++) {
            stripe.set(other);
            assertThat(allowance.spend(10)).as("stripe %d", other).isFalse();
            assertThat(allowance.spend(1)).as("stripe %d", other).isTrue();
        }
    }

    @Test
    @DisplayName("stays used up until it is renewed")
    void staysUsedUp() {
        renew(8);
        assertThat(allowance.spend(5)).isTrue();
        assertThat(allowance.spend(1)).isTrue();
        renew(8);
        assertThat(allowance.spend(1)).isFalse();
    }

    @Test
    @DisplayName("counts what is freed between the note and the renewal, as nobody has seen it")
    void countsFromTheNote() {
        allowance.note();
        assertThat(allowance.spend(3)).isTrue();
        allowance.renew(8);
        assertThat(allowance.spend(1)).isFalse();
        assertThat(allowance.spend(1)).as("the fifth since the note").isTrue();
    }

    @Test
    @DisplayName("never lets threads free more than there is between two looks")
    void isNeverExceeded() throws InterruptedException {
        FreeingAllowance shared = new FreeingAllowance(Stripes.of(2));
        shared.note();
        shared.renew(10_000);
        AtomicLong freed = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int each = 0; each < 4; each++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (!shared.spend(1)) {
                    freed.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(freed.get()).isBetween(2_500L, 10_000L);
    }
}
