package dev.cleave.workshop.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A thread's stripe")
class ThreadStripeTest {
    @Test
    @DisplayName("is in range and the same at each call")
    void isInRange() throws InterruptedException {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        for (int each = 0; each < 8; each++) {
            Thread thread = new Thread(() -> {
                int stripe = ThreadStripe.of(4);
                seen.add(stripe == ThreadStripe.of(4) ? stripe : -1);
            });
            thread.start();
            thread.join();
        }
        assertThat(seen).isSubsetOf(0, 1, 2, 3);
        assertThat(ThreadStripe.of(1)).isZero();
    }
}
