package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Patience;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Calls under way")
class CallsUnderWayTest {
    @Test
    @DisplayName("are waited for until each has ended")
    void await() throws Exception {
        CallsUnderWay calls = new CallsUnderWay();
        calls.await();
        calls.begin();
        calls.begin();
        calls.end();
        AtomicBoolean over = new AtomicBoolean();
        Thread waiting = Thread.ofVirtual().start(() -> {
            calls.await();
            over.set(true);
        });
        Thread.yield();
        assertThat(over).isFalse();
        calls.end();
        waiting.join();
        Patience.waitUntil(over::get);
    }
}
