package dev.cleave.tiers;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * How many calls have begun and not ended, for whoever ends what they use: he first lets no more
 * begin, then waits for those that have. Cost: an addition to begin, one to end.
 */
final class CallsUnderWay {
    private static final long LOOK_NANOS = 20_000;

    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    void begin() {
        begun.increment();
    }

    void end() {
        ended.increment();
    }

    /** Waits until all have ended that began before. */
    void await() {
        while (!areNone()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Whether there was a moment at which none was under way: the ends are read before the beginnings. */
    private boolean areNone() {
        long ends = ended.sum();
        return begun.sum() == ends;
    }
}
