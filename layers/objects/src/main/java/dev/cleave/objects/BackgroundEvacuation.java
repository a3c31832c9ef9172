package dev.cleave.objects;

import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * A daemon thread that does a step of evacuation now and then. It knows the space weakly, and ends
 * with it.
 */
final class BackgroundEvacuation {
    private static final System.Logger LOG = System.getLogger("dev.cleave.objects");

    private final WeakReference<ObjectSpace> space;
    private final long period;
    private final long mostBytes;
    private final Thread thread;

    /** Guarded by the monitor. */
    private boolean ended;

    BackgroundEvacuation(ObjectSpace space, Duration period, long mostBytes) {
        this.space = new WeakReference<>(space);
        this.period = period.toNanos();
        this.mostBytes = mostBytes;
        thread = Thread.ofPlatform().daemon().name("cleave-evacuation-" + space.pool().name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether the thread runs: for tests. */
    boolean isRunning() {
        return thread.isAlive();
    }

    /** Ends the work; a step that is under way ends first, and nobody waits for it. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void run() {
        while (rest()) {
            ObjectSpace present = space.get();
            if (present == null || present.isClosed()) {
                return;
            }
            try {
                present.step(mostBytes);
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.WARNING, "background evacuation failed, and tries again", failure);
            }
        }
    }

    /** Answers whether to go on. */
    private synchronized boolean rest() {
        long begin = System.nanoTime();
        for (long left = period; left > 0 && !ended; left = period - (System.nanoTime() - begin)) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException unwanted) {
                // Nobody ends the thread in this way: it rests on.
            }
        }
        return !ended;
    }
}
