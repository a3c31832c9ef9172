package dev.cleave.histories;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what another thread does in its own time; gives up only after longer than any machine
 * takes.
 */
public final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = 100_000;

    private Patience() {}

    /**
     * Returns once the condition holds.
     *
     * @throws AssertionError where it did not for two minutes
     */
    public static void waitUntil(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                throw new AssertionError("gave up waiting after " + LONGEST);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
