package dev.cleave.workshop.kit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where threads wait for each other, again and again, and leave within a fraction of a microsecond of each other: they spin. A barrier that puts them
 * to sleep wakes them one after the other, and who is first is done before the second has begun.
 *
 * <p>More threads than processors cannot run at the same moment: they meet once, to begin, and then run free.
 */
final class Meeting {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int SPINS = 1000;

    private final int threads;
    private final AtomicLong arrivals = new AtomicLong();

    /** A meeting place for so many threads. */
    Meeting(int threads) {
        this.threads = threads;
    }

    /**
     * Waits until all have come to this meeting.
     *
     * @param meeting 0 the first time, then one more each time
     * @throws InterruptedException when another has failed, or time is over
     */
    void await(int meeting) throws InterruptedException {
        if (meeting > 0 && threads > PROCESSORS) {
            return;
        }
        long all = (meeting + 1L) * threads;
        arrivals.incrementAndGet();
        for (int spin = 0; arrivals.get() < all; spin++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
