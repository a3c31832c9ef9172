package dev.cleave.page;

import dev.cleave.memory.AllocationSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a subject now and then, keeps what it saw, and tells whoever waits. A look that took
 * some time is followed by a pause of {@value #REST} times as long, and at least
 * {@value #LEAST_MILLIS} ms; so it never takes more than a four hundredth of a processor. A
 * snapshot is looked at once.
 */
final class Watch implements AutoCloseable {
    static final int REST = 400;
    static final long LEAST_MILLIS = 500;

    private final Subject subject;
    private final History history = new History();
    private final EventLog events;
    private final SiteHistory sites = new SiteHistory();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private final Thread thread;
    private volatile Look last;

    /** Guarded by the lock. */
    private long looks;

    private volatile boolean closed;

    Watch(Subject subject, EventLog events) {
        this.subject = subject;
        this.events = events;
        last = subject.look();
        keep(null, last);
        thread = Thread.ofPlatform().daemon().name("cleave-page-watch").unstarted(this::run);
    }

    void start() {
        if (subject.lives()) {
            thread.start();
        }
    }

    private void run() {
        while (!closed) {
            long start = System.nanoTime();
            try {
                Look before = last;
                Look now = subject.look();
                last = now;
                keep(before, now);
            } catch (IllegalStateException ended) {
                events.add(System.currentTimeMillis(), "end", "the pool was closed", 0);
                tell();
                return;
            }
            tell();
            long cost = System.nanoTime() - start;
            if (!pause(Math.max(TimeUnit.MILLISECONDS.toNanos(LEAST_MILLIS), REST * cost))) {
                return;
            }
        }
    }

    private void keep(@Nullable Look before, Look now) {
        history.add(now);
        if (before != null) {
            events.compare(before, now);
        }
        long used = now.usage().usedBytes();
        if (sites.wants(now.at(), used)) {
            List<AllocationSite> top = subject.sites(SiteHistory.LIMIT);
            sites.add(now.at(), used, top);
        }
    }

    private void tell() {
        lock.lock();
        try {
            looks++;
            looked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    /**
     * Waits for another look than so many, and answers how many there were; so many after a while
     * without.
     */
    long await(long seen, long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (looks == seen && left > 0 && !closed) {
                left = looked.awaitNanos(left);
            }
            return looks;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    EventLog events() {
        return events;
    }

    SiteHistory sites() {
        return sites;
    }

    History history() {
        return history;
    }

    /** The figures that were seen last, as JSON. */
    Map<String, Object> figures() {
        Look look = last;
        long[] orders = look.freeBlocksByOrder();
        return Json.object("at", look.at(), "requestedBytes", look.usage().requestedBytes(), "usedBytes",
                look.usage().usedBytes(), "committedBytes", look.usage().committedBytes(), "reservedBytes",
                look.usage().reservedBytes(), "capacityBytes", look.usage().capacityBytes(), "freeBytes",
                look.usage().freeBytes(), "largestFreeBlockBytes", look.usage().largestFreeBlockBytes(),
                "purgedBytes", look.purgedBytes(), "allocations", look.allocations(), "frees", look.frees(),
                "failures", look.failures(), "movedBlocks", look.movedBlocks(), "movedBytes", look.movedBytes(),
                "freeBlocksByOrder", orders, "unusableByOrder", Indices.unusable(orders), "fragmentationByOrder",
                Indices.fragmentation(orders));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        tell();
    }
}
