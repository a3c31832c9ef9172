package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is left in any case, also at the end of a stack or of the Java heap: for whoever drops pages, looks at a pool's growth, or
 * closes its region.
 *
 * <p>It is left by a store into {@link #holder}, in the very method that entered it:
 *
 * <pre>
 *   boolean entered = lock.enter();
 *   try {
 *       …
 *   } finally {
 *       if (entered) {
 *           lock.holder = null;
 *       }
 *   }
 * </pre>
 *
 * A call could fail there. Where a thread has come to the end of its stack, a lock of the JDK may be taken and yet throw
 * {@link StackOverflowError}, or not be left, and is held for ever then. A store needs neither a stack nor the Java heap. For the
 * same reason nobody is woken: a thread that waits looks again after 20 microseconds, and then after twice as long each time, up to a
 * millisecond. Interrupts are kept, and end no waiting.
 */
final class SturdyLock {
    private static final long FIRST_WAIT = 20_000;
    private static final long LONGEST_WAIT = 1_000_000;
    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(SturdyLock.class, "holder", Thread.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The thread that holds the lock. Written by that thread alone, to leave it. */
    volatile @Nullable Thread holder;

    /** Waits for the lock; false where the caller holds it already, who must not leave it then. */
    boolean enter() {
        if (isMine()) {
            return false;
        }
        long wait = FIRST_WAIT;
        while (!tryEnter()) {
            if (Thread.currentThread().isInterrupted()) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, wait);
            }
            wait = Math.min(wait << 1, LONGEST_WAIT);
        }
        return true;
    }

    /** Takes the lock if nobody holds it, not even the caller; answers whether it did. */
    boolean tryEnter() {
        Thread none = null;
        return HOLDER.compareAndSet(this, none, Thread.currentThread());
    }

    /** Whether the caller holds the lock. */
    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    boolean isMine() {
        return holder == Thread.currentThread();
    }
}
