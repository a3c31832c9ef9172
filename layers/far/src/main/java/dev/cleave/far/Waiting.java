package dev.cleave.far;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits that end: by what they wait for, or in time. */
final class Waiting {
    private Waiting() {}

    /**
     * What a future comes to. An interrupt does not end the wait, which is short; it stays set.
     *
     * @throws TimeoutException where it comes to nothing in time
     * @throws Exception what it failed with
     */
    static <T> T forResult(Future<T> future, Duration patience) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A pause; an interrupt ends it, and stays set. */
    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
