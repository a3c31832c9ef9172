package dev.cleave.workshop.nonblocking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A lock that waits by looking: test, and only when it looks free, test and set. Not fair, not reentrant. */
final class SpinLock {
    private static final VarHandle HELD = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int MIDDLE = 32;

    /** One word, with a cache line and more of nothing around it. */
    private final int[] held = new int[2 * MIDDLE];

    /** Waits until it is free, and takes it; sees all that was done under it before. */
    void lock() {
        while (!HELD.compareAndSet(held, MIDDLE, 0, 1)) {
            while ((int) HELD.getOpaque(held, MIDDLE) != 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** Gives it back; the next one sees all that was done. */
    void unlockRelease() {
        HELD.setRelease(held, MIDDLE, 0);
    }
}
