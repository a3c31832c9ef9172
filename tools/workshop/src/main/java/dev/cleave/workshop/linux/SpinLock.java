package dev.cleave.workshop.linux;

/**
 * A lock that a thread waits for by looking at it again. It makes no garbage.
 *
 * <p>In the kernel a thread that holds a spin lock is not taken off its processor, and what it does is short; here it
 * may be. So who waits for long yields its own processor between looks, that the holder may run.
 */
final class SpinLock {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int LOOKS_BEFORE_YIELDING = 64;

    private final int[] word = Atomics.ints(1);

    boolean tryLock() {
        return Atomics.getOpaque(word, 0) == FREE && Atomics.compareAndSetAcquire(word, 0, FREE, HELD);
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
        Atomics.setRelease(word, 0, FREE);
    }

    long byteSize() {
        return 4L * word.length;
    }
}
