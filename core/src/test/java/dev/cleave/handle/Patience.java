package dev.cleave.handle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what another thread does in its own time; gives up only after longer than any machine
 * takes.
 */
public final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Patience() {}

    public static void waitUntil(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("gave up waiting").isLessThan(LONGEST);
            LockSupport.parkNanos(100_000);
        }
    }
}
