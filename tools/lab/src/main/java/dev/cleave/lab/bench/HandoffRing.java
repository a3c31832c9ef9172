package dev.cleave.lab.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A bounded queue from one producer thread to one consumer thread, carrying blocks.
 *
 * <p>A handle is published by the release of its counter; its place and its slot are free again when the consumer,
 * having freed the block, releases the other. Both counters stand on cache lines of their own.
 */
final class HandoffRing {
    /** Blocks on their way at most; a power of two. */
    static final int CAPACITY = 1024;

    private static final int COUNTER_WORDS = 64;
    private static final int PRODUCED = 16;
    private static final int CONSUMED = 48;
    private static final int SPINS = 100;

    private final long[] handles = new long[CAPACITY];
    private final AtomicLongArray counters = new AtomicLongArray(COUNTER_WORDS);
    private volatile boolean closed;

    /** The producer's hold, through which the consumer frees. Set before the first round starts. */
    volatile BlockHold producer = new Nobody();

    /** Says that blocks will come. */
    void open() {
        closed = false;
    }

    /** Says that no more blocks will come, or that none will be taken. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** The slot of the next block, or -1 when the ring is full. Producer only. */
    int nextSlot() {
        long next = counters.getPlain(PRODUCED);
        return next - counters.getAcquire(CONSUMED) < CAPACITY ? (int) next & CAPACITY - 1 : -1;
    }

    /** Sends the block of {@link #nextSlot()}. Producer only. */
    void send(long handle) {
        long next = counters.getPlain(PRODUCED);
        handles[(int) next & CAPACITY - 1] = handle;
        counters.setRelease(PRODUCED, next + 1);
    }

    /** Frees all blocks that have arrived and answers how many. Consumer only. */
    int receive() {
        long next = counters.getPlain(CONSUMED);
        long arrived = counters.getAcquire(PRODUCED);
        BlockHold owner = producer;
        for (long each = next; each < arrived; each++) {
            int slot = (int) each & CAPACITY - 1;
            owner.free(handles[slot], slot);
            counters.setRelease(CONSUMED, each + 1);
        }
        return (int) (arrived - next);
    }

    /** Waits a little: spinning first, then letting other threads run. Answers the next count of waits. */
    static int pause(int waits) {
        if (waits < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return waits + 1;
    }

    /** Stands in where nobody has joined yet. */
    record Nobody() implements BlockHold {
        @Override
        public long allocate(int order, int slot) {
            return NO_BLOCK;
        }

        @Override
        public void free(long handle, int slot) {
            throw new IllegalStateException("nobody has joined");
        }
    }
}
