package dev.cleave.workshop.linux;

/**
 * A lock that a thread waits for by looking at it again. It makes no garbage.
 *
 * <p>In the kernel a thread that holds a spin lock is not taken off its processor, and what it does is short; here it may
 * be. So who waits for long yields its own processor between looks, that the holder may run.
 */
final class SpinLock {
    private static final int PADDING = 32;
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int LOOKS_BEFORE_YIELDING = 64;

    /** The one int in the middle is the lock; those around it keep other objects off its cache lines. */
    private final int[] word = new int[2 * PADDING];

    boolean tryLock() {
        return Atomics.getOpaque(word, PADDING) == FREE && Atomics.compareAndSetAcquire(word, PADDING, FREE, HELD);
    }

    /** Waits until the holder, if there is one, unlocks. */
    void lock() {
        for (int looks = 0; !tryLock(); looks++) {
            if (looks < LOOKS_BEFORE_YIELDING) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** By the holder only. */
    void unlock() {
        Atomics.setRelease(word, PADDING, FREE);
    }

    long byteSize() {
        return 4L * word.length;
    }
}
