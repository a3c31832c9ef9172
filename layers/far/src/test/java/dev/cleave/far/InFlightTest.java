package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Bytes in flight")
class InFlightTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    @DisplayName("are bounded: whoever wants more waits until others' have arrived")
    void areBounded() {
        InFlight inFlight = new InFlight(100);
        assertThat(inFlight.tryTake(70)).isTrue();
        assertThat(inFlight.tryTake(31)).isFalse();
        assertThat(inFlight.bytes()).isEqualTo(70);
        assertThat(inFlight.take(31, Duration.ofMillis(1))).isFalse();

        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> inFlight.take(31, LONG));
        inFlight.giveBack(70);

        assertThat(waiting.join()).isTrue();
        assertThat(inFlight.bytes()).isEqualTo(31);
    }

    @Test
    @DisplayName("that are more than may be go alone")
    void moreThanMayBe() {
        InFlight inFlight = new InFlight(100);
        assertThat(inFlight.tryTake(1_000)).isTrue();
        assertThat(inFlight.tryTake(1)).isFalse();
        inFlight.giveBack(1_000);
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    @DisplayName("are not waited for by a thread that was interrupted, which stays so")
    void interrupted() {
        InFlight inFlight = new InFlight(1);
        assertThat(inFlight.tryTake(1)).isTrue();
        Thread.currentThread().interrupt();

        assertThat(inFlight.take(1, LONG)).isFalse();

        assertThat(Thread.interrupted()).isTrue();
    }
}
