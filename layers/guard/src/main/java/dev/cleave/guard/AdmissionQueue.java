package dev.cleave.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
 *
 * @param <T> a tenant, as whoever waits
 */
final class AdmissionQueue<T> {
    private final ToDoubleFunction<T> fullness;
    private final List<Ticket<T>> waiting = new ArrayList<>();

    /** How many wait, for whoever frees. */
    private volatile int count;

    /** A request; its thread waits for the turn. */
    private static final class Ticket<T> {
        private final T tenant;
        private final Semaphore turn = new Semaphore(0);

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
            long answer = attempt.getAsLong();
            while (answer == 0) {
                passOn();
                long left = end - System.nanoTime();
                boolean called = ticket.turn.tryAcquire(Math.min(left, again), TimeUnit.NANOSECONDS);
                answer = attempt.getAsLong();
                if (!called && left <= again) {
                    return answer;
                }
            }
            return answer;
        } finally {
            leave(ticket);
        }
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
        callNext();
    }

    private synchronized void passOn() {
        callNext();
    }

    /** Something was freed: all that wait are tried again. */
    void freed() {
        if (count > 0) {
            tryAll();
        }
    }

    private synchronized void tryAll() {
        waiting.forEach(ticket -> ticket.untried = true);
        callNext();
    }

    private void callNext() {
        Ticket<T> next = next();
        if (next != null) {
            next.untried = false;
            next.turn.release();
        }
    }

    private @Nullable Ticket<T> next() {
        return waiting.stream().filter(ticket -> ticket.untried)
                .min(Comparator.comparingDouble(ticket -> fullness.applyAsDouble(ticket.tenant))).orElse(null);
    }
}
