package dev.cleave.memory;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a pool is open, about to be closed, or closed. A closing announces itself and then counts
 * the leases; whoever leases a block enters it in the book and then looks for a closing. Each has a
 * full fence between: so one of the two sees the other, and no arena writes to memory that is
 * unmapped.
 */
final class PoolLife {
    private final String name;

    /** Held by whoever closes the pool. */
    private final SturdyLock lock;

    private volatile boolean closed;

    /** From when a closing begins to count the leases, until it fails. */
    private volatile boolean closing;

    /** Of the pool's open children, whose lives end with its own. Written under the lock. */
    private final List<PoolLife> children = new ArrayList<>();

    PoolLife(String name, SturdyLock lock) {
        this.name = name;
        this.lock = lock;
    }

    /** The life of a child: it ends when this one does, or before. */
    PoolLife ofChild(String childName) {
        return new PoolLife(childName, lock);
    }

    /** From now on this child's life ends with this one; under the lock. */
    void join(PoolLife child) {
        children.add(child);
    }

    /** A child's life has ended, or never began; under the lock. */
    void leave(PoolLife child) {
        children.remove(child);
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
     * Looks for a closing, on behalf of who has just entered a lease in the book; waits for its end
     * where there is one.
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
        for (int each = 0; each < children.size(); each++) {
            children.get(each).closing = true;
        }
        VarHandle.fullFence();
    }

    /** Says how a closing ended; under the lock. */
    void endClosing(boolean isClosed) {
        closed = isClosed;
        closing = isClosed;
        for (int each = 0; each < children.size(); each++) {
            children.get(each).closed = isClosed;
            children.get(each).closing = isClosed;
        }
    }
}
