package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that purges all pools, each at its own pace. It starts with the first pool, ends when none is left, and
 * knows pools weakly, so that one that was never closed can be collected (its address range stays mapped, as that of a
 * shared arena which nobody closes).
 */
final class PurgeDaemon {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");
    private static final PurgeDaemon INSTANCE = new PurgeDaemon();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Visit> visits = new PriorityQueue<>(Comparator.comparingLong(Visit::due));
    private final long origin = System.nanoTime();
    private @Nullable Thread thread;

    private PurgeDaemon() {}

    /** When a pool is to be purged next, in the time of {@link #now()}. */
    private record Visit(WeakReference<Pool> pool, long period, long due) {}

    /** Nanoseconds since the daemon's own beginning: never negative, and past their largest value after 292 years. */
    private long now() {
        return System.nanoTime() - origin;
    }

    /** The time one period from now, or the last one there is. */
    private long after(long period) {
        long due = now() + period;
        return due < 0 ? Long.MAX_VALUE : due;
    }

    static PurgeDaemon instance() {
        return INSTANCE;
    }

    /** Purges the pool from now on, once every period, until it is closed or collected. */
    void watch(Pool pool, long periodNanos) {
        lock.lock();
        try {
            visits.add(new Visit(new WeakReference<>(pool), periodNanos, after(periodNanos)));
            changed.signal();
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("cleave-purge").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a pool that was closed. */
    void forget(Pool pool) {
        lock.lock();
        try {
            visits.removeIf(visit -> visit.pool.refersTo(pool) || visit.pool.refersTo(null));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the thread runs: for tests, which ask that it ends with the last pool. */
    boolean isRunning() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            Visit due = next();
            while (due != null) {
                if (purged(due.pool.get())) {
                    again(due);
                }
                due = next();
            }
        } finally {
            ended();
        }
    }

    /** However the thread ends, the next pool starts another. */
    private void ended() {
        lock.lock();
        try {
            if (Thread.currentThread().equals(thread)) {
                thread = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next visit that is due; null, and no thread from then on, when no pool is left. */
    private @Nullable Visit next() {
        lock.lock();
        try {
            for (Visit first = visits.peek(); first != null; first = visits.peek()) {
                long wait = first.due - now();
                if (wait <= 0) {
                    return visits.poll();
                }
                changed.await(wait, TimeUnit.NANOSECONDS);
            }
            thread = null;
            return null;
        } catch (InterruptedException ended) {
            thread = null;
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void again(Visit visit) {
        lock.lock();
        try {
            visits.add(new Visit(visit.pool, visit.period, after(visit.period)));
        } finally {
            lock.unlock();
        }
    }

    /** Whether the pool wants to be purged again. */
    private static boolean purged(@Nullable Pool pool) {
        if (pool == null || pool.isClosed()) {
            return false;
        }
        try {
            pool.decay();
            return true;
        } catch (RuntimeException refused) {
            LOG.log(System.Logger.Level.WARNING, "pool " + pool.name() + " is no longer purged in the background;"
                    + " trim() still tries", refused);
            return false;
        }
    }
}
