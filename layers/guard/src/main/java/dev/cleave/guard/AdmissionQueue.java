package dev.cleave.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait until something is freed, or their deadline. After each free all of them are
 * tried again, one after the other: that of the tenant first which holds least of its share, which
 * is progressive filling. A request that is tried and fails waits on, and the next one is tried.
 * What a request frees itself as it is tried, most often what it had for a moment alone, is told to
 * the others, and to itself, after a pause: else two that cannot be served would wake each other all
 * the time, or one itself.
 *
 * @param <T> a tenant, as whoever waits
 */
final class AdmissionQueue<T> {
    private static final long PAUSE_NANOS = 5_000_000;

    private final ToDoubleFunction<T> fullness;
    private final List<Ticket<T>> waiting = new ArrayList<>();

    /** How many wait, for whoever frees. */
    private volatile int count;

    /** A request; its thread waits for the turn. */
    private static final class Ticket<T> {
        private final T tenant;
        private final Semaphore turn = new Semaphore(0);

        /** Who is trying now; null while it waits. */
        private @Nullable Thread trying;

        /** It has freed something itself, which nobody was told of yet. */
        private boolean hasFreed;

        /** Something was freed since it was called. */
        private boolean untried;

        Ticket(T tenant) {
            this.tenant = tenant;
        }
    }

    /** @param fullness how much of its share a tenant holds */
    AdmissionQueue(ToDoubleFunction<T> fullness) {
        this.fullness = fullness;
    }

    /** How many requests wait. */
    int waiting() {
        return count;
    }

    /**
     * Tries until it succeeds, or the deadline passes: then 0.
     *
     * @param attempt answers 0 where it fails
     * @param again nanoseconds after which it tries in any case: for what comes with time
     * @throws InterruptedException where the thread is interrupted as it waits
     */
    long await(T tenant, LongSupplier attempt, Duration deadline, long again)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(deadline);
        Ticket<T> ticket = join(tenant);
        try {
            long answer = attempt(ticket, attempt);
            while (answer == 0) {
                long pause = passOn(ticket) ? Math.min(again, PAUSE_NANOS) : again;
                long left = end - System.nanoTime();
                boolean called = ticket.turn.tryAcquire(Math.min(left, pause), TimeUnit.NANOSECONDS);
                if (!called) {
                    tellFreed(ticket);
                }
                answer = attempt(ticket, attempt);
                if (!called && left <= pause) {
                    return answer;
                }
            }
            return answer;
        } finally {
            leave(ticket);
        }
    }

    private long attempt(Ticket<T> ticket, LongSupplier attempt) {
        begin(ticket);
        try {
            return attempt.getAsLong();
        } finally {
            end(ticket);
        }
    }

    private synchronized void begin(Ticket<T> ticket) {
        ticket.untried = false;
        ticket.trying = Thread.currentThread();
    }

    private synchronized void end(Ticket<T> ticket) {
        ticket.trying = null;
    }

    private synchronized Ticket<T> join(T tenant) {
        Ticket<T> ticket = new Ticket<>(tenant);
        waiting.add(ticket);
        count = waiting.size();
        return ticket;
    }

    private synchronized void leave(Ticket<T> ticket) {
        waiting.remove(ticket);
        count = waiting.size();
        tellFreed(ticket);
        callNext();
    }

    /** The next one is tried; answers whether this one has still to tell that it freed something. */
    private synchronized boolean passOn(Ticket<T> ticket) {
        callNext();
        return ticket.hasFreed;
    }

    private synchronized void tellFreed(Ticket<T> ticket) {
        if (ticket.hasFreed) {
            ticket.hasFreed = false;
            markAll();
        }
    }

    /** Something was freed: all that wait are tried again. */
    void freed() {
        if (count > 0) {
            tryAll();
        }
    }

    private synchronized void tryAll() {
        for (Ticket<T> ticket : waiting) {
            if (Thread.currentThread().equals(ticket.trying)) {
                ticket.hasFreed = true;
                return;
            }
        }
        markAll();
        callNext();
    }

    private void markAll() {
        for (Ticket<T> ticket : waiting) {
            ticket.untried = true;
        }
    }

    /** Needs no memory: whoever calls has just freed something, or has been given it. */
    private void callNext() {
        Ticket<T> next = next();
        if (next != null) {
            next.untried = false;
            next.turn.release();
        }
    }

    private @Nullable Ticket<T> next() {
        Ticket<T> first = null;
        double least = Double.POSITIVE_INFINITY;
        for (Ticket<T> ticket : waiting) {
            double full = ticket.untried ? fullness.applyAsDouble(ticket.tenant) : Double.POSITIVE_INFINITY;
            if (full < least) {
                first = ticket;
                least = full;
            }
        }
        return first;
    }
}
