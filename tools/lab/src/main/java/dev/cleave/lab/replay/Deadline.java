package dev.cleave.lab.replay;

import java.time.Duration;

/** The moment at which an allocator has had all the time that it may take over a trace. */
final class Deadline {
    /** Events between two looks at the clock: few enough for allocators that take a millisecond each. */
    private static final int STRIDE = 256;

    private final long start = System.nanoTime();
    private final long limitNanos;

    Deadline(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /** Whether it has passed. */
    boolean passed() {
        return System.nanoTime() - start >= limitNanos;
    }

    /** Looks at the clock now and then. */
    void require(int event) {
        if (event % STRIDE == 0 && passed()) {
            throw new Passed(event);
        }
    }

    /** The time was over; how many events were played then. */
    static final class Passed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int event;

        Passed(int event) {
            this.event = event;
        }

        int event() {
            return event;
        }
    }
}
