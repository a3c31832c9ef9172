package dev.cleave.memory;

import java.lang.invoke.VarHandle;

/**
 * Whether a pool is open, about to be closed, or closed. A closing announces itself and then counts the leases; whoever leases a block
 * enters it in the book and then looks for a closing. Each has a full fence between: so one of the two sees the other, and no arena writes
 * to memory that is unmapped.
 */
final class PoolLife {
    private final String name;

    /** Held by whoever closes the pool. */
    private final SturdyLock lock;

    private volatile boolean closed;

    /** From when a closing begins to count the leases, until it fails. */
    private volatile boolean closing;

    PoolLife(String name, SturdyLock lock) {
        this.name = name;
        this.lock = lock;
    }

    boolean isClosed() {
        return closed;
    }

    /** @throws IllegalStateException where the pool is closed */
    void requireOpen() {
        if (closed) {
            throw closedAlready();
        }
    }

    /**
     * Looks for a closing, on behalf of who has just entered a lease in the book; waits for its end where there is one.
     *
     * @throws IllegalStateException where the pool is closed
     */
    void requireOpenForLease() {
        VarHandle.fullFence();
        if (closing && isClosedInTheEnd()) {
            throw closedAlready();
        }
    }

    private boolean isClosedInTheEnd() {
        boolean entered = lock.enter();
        try {
            return closed;
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    private IllegalStateException closedAlready() {
        return new IllegalStateException("pool " + name + " is closed");
    }

    /** Announces a closing; under the lock. */
    void beginClosing() {
        closing = true;
        VarHandle.fullFence();
    }

    /** Says how a closing ended; under the lock. */
    void endClosing(boolean isClosed) {
        closed = isClosed;
        closing = isClosed;
    }
}
