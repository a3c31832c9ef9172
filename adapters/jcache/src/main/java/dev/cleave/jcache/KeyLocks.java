package dev.cleave.jcache;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each key, of which several keys may have the same. Several are taken in one order. */
final class KeyLocks {
    private static final int LOCKS = 256;
    private static final int SPREAD = 0x9E3779B9;
    private static final int SHIFT = Integer.SIZE - 8;

    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    KeyLocks() {
        Arrays.setAll(locks, index -> new ReentrantLock());
    }

    /** What gives locks back. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private static int index(Object name) {
        int hash = name instanceof byte[] bytes ? Arrays.hashCode(bytes) : name.hashCode();
        return hash * SPREAD >>> SHIFT;
    }

    /** Takes the lock of a key. */
    Held lock(Object name) {
        ReentrantLock lock = locks[index(name)];
        lock.lock();
        return lock::unlock;
    }

    /** Takes the locks of keys. */
    Held lockAll(Collection<?> names) {
        TreeSet<Integer> indexes = new TreeSet<>();
        names.forEach(each -> indexes.add(index(each)));
        indexes.forEach(each -> locks[each].lock());
        return () -> indexes.forEach(each -> locks[each].unlock());
    }

    /**
     * Whether the calling thread has any: it was called by a loader, writer, policy or processor.
     */
    boolean heldByCaller() {
        return Arrays.stream(locks).anyMatch(ReentrantLock::isHeldByCurrentThread);
    }
}
