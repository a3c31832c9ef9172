package dev.cleave.cache;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who loads which key: one thread a key at a time. Others wait; and a wait that would never end,
 * because the loader of one key waits for another's and that one for it, is refused.
 */
final class Loads {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<ByteBuffer, Thread> loading = new HashMap<>();
    private final Map<Thread, ByteBuffer> waiting = new HashMap<>();

    /**
     * Begins the load of a key; false where another thread did, and has ended it now: look again.
     *
     * @throws IllegalStateException where the caller loads the key already, or would wait for a thread
     *     that waits for it
     */
    boolean begin(ByteBuffer key) {
        Thread caller = Thread.currentThread();
        lock.lock();
        try {
            Thread owner = loading.putIfAbsent(key, caller);
            if (owner == null) {
                return true;
            }
            requireEnd(caller, owner);
            waiting.put(caller, key);
            try {
                while (owner.equals(loading.get(key))) {
                    ended.awaitUninterruptibly();
                }
            } finally {
                waiting.remove(caller);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void requireEnd(Thread caller, @Nullable Thread owner) {
        Thread each = owner;
        while (each != null) {
            if (each.equals(caller)) {
                throw new IllegalStateException(caller.equals(owner)
                        ? "a loader asked for the key that it loads"
                        : "a loader asked for a key whose loader waits for it");
            }
            ByteBuffer wanted = waiting.get(each);
            each = wanted == null ? null : loading.get(wanted);
        }
    }

    /** Ends the load of a key, however it went. */
    void end(ByteBuffer key) {
        lock.lock();
        try {
            loading.remove(key);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
