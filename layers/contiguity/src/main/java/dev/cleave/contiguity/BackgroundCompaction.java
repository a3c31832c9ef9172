package dev.cleave.contiguity;

import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * A daemon thread that looks now and then how scattered a pool's free memory is, and makes whole
 * pageblocks where it is too much so. It knows the compactor weakly, and ends with it.
 *
 * <p>Of each period it works for its share at most, but for the step that it is in: what it took
 * beyond that, it rests longer.
 */
final class BackgroundCompaction {
    private static final System.Logger LOG = System.getLogger("dev.cleave.contiguity");

    private final WeakReference<Compactor> compactor;
    private final String name;
    private final Settings settings;
    private final Thread thread;

    /** Guarded by the monitor. */
    private boolean ended;

    /**
     * When it works, and how much.
     *
     * @param mostUnusable the share of the free memory outside of whole pageblocks above which it
     *     works, 0 to 1
     * @param processorShare the most of a processor that it uses, above 0, at most 1
     * @param period from one look to the next
     */
    record Settings(double mostUnusable, double processorShare, Duration period) {
        Settings {
            if (!(mostUnusable >= 0 && mostUnusable <= 1)) {
                throw new IllegalArgumentException("an unusable share of " + mostUnusable
                        + ": it must be from 0 to 1");
            }
            if (!(processorShare > 0 && processorShare <= 1)) {
                throw new IllegalArgumentException("a processor share of " + processorShare
                        + ": it must be above 0, and 1 at most");
            }
            if (period.isNegative() || period.isZero() || period.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException("a period of " + period + ": it must be positive, a year at most");
            }
        }

        /** How long it may work before it rests. */
        Budget budget() {
            return Budget.ofTime(Duration.ofNanos(Math.max(1, (long) (period.toNanos() * processorShare))));
        }

        /** How long it rests after it has worked for so long. */
        long restNanos(long busyNanos) {
            return Math.max(period.toNanos() - busyNanos, (long) (busyNanos / processorShare) - busyNanos);
        }
    }

    BackgroundCompaction(Compactor compactor, String name, Settings settings) {
        this.compactor = new WeakReference<>(compactor);
        this.name = name;
        this.settings = settings;
        thread = Thread.ofPlatform().daemon().name("cleave-compaction-" + name).unstarted(this::run);
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
        long rest = settings.period().toNanos();
        while (restFor(rest)) {
            Compactor present = compactor.get();
            if (present == null) {
                return;
            }
            long begin = System.nanoTime();
            work(present);
            rest = settings.restNanos(System.nanoTime() - begin);
        }
    }

    private void work(Compactor present) {
        try {
            present.tidy(settings.mostUnusable(), settings.budget());
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "background compaction of pool " + name + " failed, and tries again",
                    failure);
        }
    }

    /** Answers whether to go on. */
    private synchronized boolean restFor(long nanos) {
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
