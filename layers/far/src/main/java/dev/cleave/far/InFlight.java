package dev.cleave.far;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes that may be on their way to servers or back at a time, of all callers together: whoever
 * wants more waits for what others have on the way. So a slow server slows its callers down, and
 * fills no memory.
 */
final class InFlight {
    private final int most;
    private final Semaphore free;

    /** For so many bytes. */
    InFlight(int most) {
        this.most = most;
        this.free = new Semaphore(most, true);
    }

    /** Takes room for a transfer if there is some now. More than fits counts as all there is. */
    boolean tryTake(int bytes) {
        return free.tryAcquire(Math.min(bytes, most));
    }

    /**
     * As {@link #tryTake}, but waits for room.
     *
     * @return whether there was some in time; an interrupt ends the wait and stays set
     */
    boolean take(int bytes, Duration patience) {
        try {
            return free.tryAcquire(Math.min(bytes, most), patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives back what a transfer took. */
    void giveBack(int bytes) {
        free.release(Math.min(bytes, most));
    }

    /** Bytes on their way now. */
    int bytes() {
        return most - free.availablePermits();
    }
}
