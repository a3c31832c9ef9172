package dev.cleave.jcache;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets calls in until it is closed. Closing waits for those that are in.
 *
 * <p>Whoever closes reads how many left before how many came: where both are the same, nobody was
 * in between. Both only grow.
 */
final class Gate {
    private static final long LOOK_NANOS = 100_000;

    private final String cacheName;
    private final LongAdder came = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean closed;

    /**
     * Open.
     *
     * @param cacheName for messages
     */
    Gate(String cacheName) {
        this.cacheName = cacheName;
    }

    /**
     * Comes in.
     *
     * @throws IllegalStateException where it is closed
     */
    void enter() {
        came.increment();
        if (closed) {
            left.increment();
            requireOpen();
        }
    }

    /**
     * Only looks.
     *
     * @throws IllegalStateException where it is closed
     */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache " + cacheName + " is closed");
        }
    }

    void leave() {
        left.increment();
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes, and waits until all have left; answers false where it was closed already. */
    boolean close() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        while (!isEmpty()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private boolean isEmpty() {
        long gone = left.sum();
        return gone == came.sum();
    }
}
