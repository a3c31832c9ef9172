package dev.cleave.tiers;

import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * A daemon thread that lets a governor work within a budget of bytes a second. It knows the governor
 * weakly, and ends with it.
 *
 * <p>An object may have more bytes than a period's budget: then the thread rests until the budget
 * has caught up. What was not used is not kept.
 */
final class BackgroundGovernor {
    private static final System.Logger LOG = System.getLogger("dev.cleave.tiers");

    /** The most moves of one period, of which many may copy nothing. */
    private static final int MOVES_OF_A_PERIOD = 4096;

    private final WeakReference<Governor> governor;
    private final long periodNanos;
    private final long bytesPerPeriod;
    private final Thread thread;

    /** Guarded by the monitor. */
    private boolean ended;

    BackgroundGovernor(Governor governor, Duration period, long bytesPerSecond) {
        this.governor = new WeakReference<>(governor);
        periodNanos = period.toNanos();
        bytesPerPeriod = Math.max(1, (long) (bytesPerSecond * (periodNanos / 1e9)));
        thread = Thread.ofPlatform().daemon().name("cleave-tiers").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether the thread runs: for tests. */
    boolean isRunning() {
        return thread.isAlive();
    }

    /** Ends the work, and waits for the move that is under way. An interrupt of the caller stays one. */
    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException wanted) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long periods = 1;
        while (rest(periods * periodNanos)) {
            Governor present = governor.get();
            if (present == null) {
                return;
            }
            periods = Math.max(1, work(present) / bytesPerPeriod);
        }
    }

    /** Moves one object after the other, so that it ends soon where it is to; answers their bytes. */
    private long work(Governor present) {
        long done = 0;
        try {
            long bytes = 0;
            for (int moves = 0; bytes >= 0 && moves < MOVES_OF_A_PERIOD && done < bytesPerPeriod
                    && !isEnded(); moves++) {
                bytes = present.stepOnce(Long.MAX_VALUE);
                done += Math.max(0, bytes);
            }
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "moving objects between tiers failed, and is tried again", failure);
        }
        return done;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** Answers whether to go on. */
    private synchronized boolean rest(long nanos) {
        long begin = System.nanoTime();
        for (long left = nanos; left > 0 && !ended; left = nanos - (System.nanoTime() - begin)) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException unwanted) {
                // Nobody ends the thread in this way: it rests on.
            }
        }
        return !ended;
    }
}
