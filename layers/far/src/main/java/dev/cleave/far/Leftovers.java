package dev.cleave.far;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keys whose values nobody reads any longer: of places that were freed, of writes that others
 * followed, of writes that nobody knows to have arrived. They are deleted a batch at a time, by
 * whoever finds a batch full, with requests of its own where it has some; what cannot be deleted now is tried again later.
 */
final class Leftovers {
    private static final int BATCH = 64;
    private static final long REST_NANOS = 1_000_000_000;

    private final Queue<byte[]> keys = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long notBefore = System.nanoTime();

    /** Adds a key. */
    void add(byte[] key) {
        keys.add(key);
        waiting.incrementAndGet();
    }

    /** Keys that wait. */
    int count() {
        return waiting.get();
    }

    /**
     * Requests to delete a batch or more of what waits, for whoever has other requests to send with
     * them; none where less waits, or deleting has failed just now. They must be {@linkplain #settle
     * settled}.
     */
    List<DeleteRequest> take() {
        return waiting.get() >= BATCH && System.nanoTime() - notBefore >= 0 ? takeAll() : List.of();
    }

    private List<DeleteRequest> takeAll() {
        List<DeleteRequest> requests = new ArrayList<>();
        for (byte[] key = keys.poll(); key != null; key = keys.poll()) {
            waiting.decrementAndGet();
            requests.add(new DeleteRequest(key));
        }
        return requests;
    }

    /**
     * Lets those wait again that were not served.
     *
     * @return whether all were
     */
    boolean settle(List<DeleteRequest> requests) {
        boolean all = true;
        for (DeleteRequest each : requests) {
            if (!each.isServed()) {
                add(each.key());
                all = false;
            }
        }
        if (!all) {
            notBefore = System.nanoTime() + REST_NANOS;
        }
        return all;
    }

    /** Deletes a batch or more of what waits, as {@link #take} says. */
    void deleteSome(Courier courier) {
        List<DeleteRequest> requests = take();
        if (!requests.isEmpty()) {
            courier.carryOnce(requests);
            settle(requests);
        }
    }

    /**
     * Deletes all that waits now, in one attempt.
     *
     * @return whether all of it is deleted
     */
    boolean delete(Courier courier) {
        List<DeleteRequest> requests = takeAll();
        courier.carryOnce(requests);
        return settle(requests);
    }
}
