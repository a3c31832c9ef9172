package dev.cleave.page;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a subject now and then, keeps what it saw, and tells whoever waits. A look that took
 * some time is followed by a pause of {@value #REST} times as long, and at least
 * {@value #LEAST_MILLIS} ms; so it never takes more than a four hundredth of a processor. The
 * shorter of the last two looks counts: one that loaded classes, or had to wait for a processor, is
 * forgiven. A snapshot is looked at once.
 *
 * <p>What happened is noted at each look; whoever waits is told at once if something did, and else
 * each {@value #TELL_MILLIS} ms; figures are kept each {@value #KEEP_MILLIS} ms.
 */
final class Watch implements AutoCloseable {
    static final int REST = 400;
    static final long LEAST_MILLIS = 100;
    static final long TELL_MILLIS = 500;
    static final long KEEP_MILLIS = 1_000;

    private final Subject subject;
    private final History history = new History();
    private final EventLog events;
    private final SiteHistory sites = new SiteHistory();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private final Thread thread;
    private volatile Look last;
    private volatile @Nullable String end;
    private volatile boolean closed;

    /** Guarded by the lock. */
    private long looks;

    /** Of the watching thread: times in nanoseconds. */
    private long toldAt;

    private long costBefore;

    /** Of the watching thread: in milliseconds since 1970. */
    private long keptAt;

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
            Optional<String> ended = subject.ended();
            boolean happened;
            try {
                happened = look();
            } catch (IllegalStateException gone) {
                happened = false;
                ended = Optional.of("the pool was closed");
            }
            if (ended.isPresent()) {
                end(ended.get());
                return;
            }
            if (happened || start - toldAt >= TimeUnit.MILLISECONDS.toNanos(TELL_MILLIS)) {
                toldAt = start;
                tell();
            }
            long cost = System.nanoTime() - start;
            if (!pause(Math.max(TimeUnit.MILLISECONDS.toNanos(LEAST_MILLIS), REST * Math.min(cost, costBefore)))) {
                return;
            }
            costBefore = cost;
        }
    }

    /** Answers whether something happened since the look before. */
    private boolean look() {
        Look before = last;
        Look now = subject.look();
        last = now;
        return keep(before, now);
    }

    private void end(String why) {
        events.add(System.currentTimeMillis(), "end", why, 0);
        end = why;
        tell();
    }

    private boolean keep(@Nullable Look before, Look now) {
        boolean happened = before != null && events.compare(before, now);
        if (before == null || now.at() - keptAt >= KEEP_MILLIS) {
            keptAt = now.at();
            history.add(now);
        }
        long used = now.usage().usedBytes();
        if (sites.wants(now.at(), used)) {
            sites.add(now.at(), used, subject.sites(SiteHistory.LIMIT));
        }
        return happened;
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

    /** Why the subject will not change any more; null while it may. */
    @Nullable
    String end() {
        return end;
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
