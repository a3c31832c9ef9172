package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that purges all pools, each at its own pace. It starts with the first pool, ends when none is left, and
 * knows pools weakly, so that one that was never closed can be collected (its address range stays mapped, as that of a
 * shared arena which nobody closes).
 *
 * <p>What a visit throws, an {@code Error} too, is logged, harms no other pool, and the pool is visited again when its next visit is due. An interrupt
 * means nothing to the daemon. A thread that has ended nevertheless is replaced when the next pool is opened.
 */
final class PurgeDaemon {
    // A monitor rather than a lock: it is left however the stack ends, and neither waiting nor leaving makes objects. Once
    // a visit is in the list, the thread makes none either, and a visit leaves the list only with its pool. So no error
    // finds a pool between two places.

    private static final PurgeDaemon INSTANCE = new PurgeDaemon();

    private final Function<Runnable, Thread> threads;
    private final long origin = System.nanoTime();

    /** In no order; this, when each is due, and the thread are guarded by the monitor. */
    private final List<Visit> visits = new ArrayList<>();

    private @Nullable Thread thread;

    PurgeDaemon() {
        this(PurgeDaemon::newThread);
    }

    /**
     * A daemon of its own, for tests.
     *
     * @param threads makes the thread that is to do the work, and does not start it
     */
    PurgeDaemon(Function<Runnable, Thread> threads) {
        this.threads = threads;
    }

    /** The regular visits to a pool. */
    private static final class Visit {
        private final WeakReference<Pool> pool;
        private final long period;
        private final FailureLog failures =
                new FailureLog("the background purge failed, and tries again at its next visit, for pool");

        /** When the next one is, in the time of {@link #now()}. */
        private long due;

        Visit(Pool pool, long period) {
            this.pool = new WeakReference<>(pool);
            this.period = period;
        }
    }

    static PurgeDaemon instance() {
        return INSTANCE;
    }

    /** A thread that has nothing of whoever opens the first pool, and keeps nothing of theirs alive. */
    private static Thread newThread(Runnable work) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
            root = parent;
        }
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("cleave-purge")
                .group(root)
                .priority(Thread.NORM_PRIORITY)
                .inheritInheritableThreadLocals(false)
                .unstarted(work);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /**
     * Purges the pool from now on, once every period, until it is closed or collected.
     *
     * @throws OutOfMemoryError where there is no thread and none can be started; the pool is not watched then
     */
    synchronized void watch(Pool pool, long periodNanos) {
        forgetAll(null);
        Visit visit = new Visit(pool, periodNanos);
        visit.due = after(periodNanos);
        if (!isRunning()) {
            Thread started = threads.apply(this::run);
            started.start();
            thread = started;
        }
        visits.add(visit);
        notifyAll();
    }

    /** Forgets a pool that was closed. Makes no object. */
    synchronized void forget(Pool pool) {
        forgetAll(pool);
        notifyAll();
    }

    /** Forgets this pool, if it is one, and those that were collected. */
    private synchronized void forgetAll(@Nullable Pool pool) {
        for (int each = visits.size() - 1; each >= 0; each--) {
            WeakReference<Pool> visited = visits.get(each).pool;
            if (visited.refersTo(null) || visited.refersTo(pool)) {
                visits.remove(each);
            }
        }
    }

    /** Whether the thread runs: for tests, which ask that it ends with the last pool. */
    synchronized boolean isRunning() {
        return thread != null && thread.isAlive();
    }

    /** How many pools are purged; some may have been closed or collected: for tests. */
    synchronized int watched() {
        return visits.size();
    }

    private void run() {
        for (Visit due = next(); due != null; due = next()) {
            visit(due);
        }
    }

    /** Waits for the next visit that is due; null, and no thread from then on, when no pool is left. */
    private synchronized @Nullable Visit next() {
        for (Visit first = first(); first != null; first = first()) {
            long wait = first.due - now();
            if (wait <= 0) {
                first.due = after(first.period);
                return first;
            }
            await(wait);
        }
        thread = null;
        return null;
    }

    private @Nullable Visit first() {
        Visit first = null;
        for (int each = 0; each < visits.size(); each++) {
            Visit visit = visits.get(each);
            first = first == null || visit.due < first.due ? visit : first;
        }
        return first;
    }

    private synchronized void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException unwanted) {
            // Nobody ends the daemon in this way: it looks what is due, and waits again.
        }
    }

    private void visit(Visit due) {
        try {
            Pool pool = due.pool.get();
            if (pool == null || pool.isClosed()) {
                end(due);
            } else {
                purge(pool, due.failures);
            }
        } finally {
            cleanUp();
        }
    }

    private static void purge(Pool pool, FailureLog failures) {
        try {
            pool.decay();
            failures.succeeded();
        } catch (Throwable failure) {
            failures.failed(pool.name(), failure);
        }
    }

    /** Takes away what a listener left on the thread. */
    private static void cleanUp() {
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        boolean unused = Thread.interrupted();
    }

    private synchronized void end(Visit visit) {
        visits.remove(visit);
    }

    /** Nanoseconds since the daemon's own beginning: never negative, and past their largest value after 292 years. */
    private long now() {
        return System.nanoTime() - origin;
    }

    /** The time one period from now, or the last one there is. */
    private long after(long period) {
        long due = now() + period;
        return due < 0 ? Long.MAX_VALUE : due;
    }
}
