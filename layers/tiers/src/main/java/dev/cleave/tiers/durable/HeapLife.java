package dev.cleave.tiers.durable;

import org.jspecify.annotations.Nullable;

/**
 * Whether a heap can be used: until it is closed, or its file has failed it. After a failed sync
 * nobody knows what of the file is durable, so nothing is tried again: opening it anew tells.
 */
final class HeapLife {
    private final String name;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    HeapLife(String name) {
        this.name = name;
    }

    void requireOpen() {
        Throwable cause = failure;
        if (cause != null) {
            throw new DurableHeapException("heap " + name + " has failed (" + cause.getMessage()
                    + "): close it and open it again, which brings back all that was committed", cause);
        }
        if (closed) {
            throw new DurableHeapException("heap " + name + " is closed: open it again");
        }
    }

    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** Whether it can be used. */
    boolean isOpen() {
        return failure == null && !closed;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Closes it; false where it was closed before. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
