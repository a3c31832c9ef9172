package dev.cleave.tiers;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects that changed, until somebody is told of them. A change is made before what it tells of,
 * and added afterwards, which needs no memory: so nothing is done that nobody is told of, however
 * full the Java heap is.
 *
 * <p>Any thread may add; whoever tells holds a lock of the caller's.
 */
final class Changes {
    /** Something that will have happened to an object; added once. */
    static final class Change {
        private long handle;
        private @Nullable Change next;
    }

    /** Those that nobody took yet, the newest first. */
    private final AtomicReference<@Nullable Change> newest = new AtomicReference<>();

    private final AtomicInteger waiting = new AtomicInteger();

    /** Those that are told next, the oldest first. Guarded by the caller's lock. */
    private @Nullable Change oldest;

    /** An object has changed. Never waits, and needs no memory. */
    void add(Change change, long handle) {
        change.handle = handle;
        Change before;
        do {
            before = newest.get();
            change.next = before;
        } while (!newest.compareAndSet(before, change));
        waiting.getAndIncrement();
    }

    /** How many wait, as good as. */
    int waiting() {
        return waiting.get();
    }

    /** Tells all of them, in their order. One that cannot be told stays, with those behind it. */
    void tell(LongConsumer listener) {
        for (Change next = next(); next != null; next = next()) {
            listener.accept(next.handle);
            oldest = next.next;
            waiting.getAndDecrement();
        }
    }

    private @Nullable Change next() {
        if (oldest == null) {
            oldest = reversed(newest.getAndSet(null));
        }
        return oldest;
    }

    private static @Nullable Change reversed(@Nullable Change last) {
        Change first = null;
        Change each = last;
        while (each != null) {
            Change before = each.next;
            each.next = first;
            first = each;
            each = before;
        }
        return first;
    }
}
