package dev.cleave.memory;

import java.util.function.LongSupplier;

/**
 * A task that takes at most a share of the time, however often it is run and however long it takes:
 * after it has run it is left out for {@code rest} times as long. The shorter of its last two runs
 * counts, so that one which loaded classes, or had to wait for a processor, does not silence it for
 * long. For one thread.
 */
final class RestingTask implements Runnable {
    private final int rest;
    private final LongSupplier clock;
    private final Runnable task;
    private long nextAt;
    private long before;

    /**
     * @param rest how many times its own length it rests
     * @param clock nanoseconds
     */
    RestingTask(int rest, LongSupplier clock, Runnable task) {
        this.rest = rest;
        this.clock = clock;
        this.task = task;
        nextAt = clock.getAsLong();
    }

    @Override
    public void run() {
        long start = clock.getAsLong();
        if (start - nextAt >= 0) {
            task.run();
            long end = clock.getAsLong();
            nextAt = end + rest * Math.min(before, end - start);
            before = end - start;
        }
    }
}
