package dev.cleave.record;

/**
 * What happened to one block, packed into two words; pure functions.
 *
 * <pre>
 *   first:   kind (3 bits, never 0) | pool (13) | offset (48), in units or bytes as the grain has it
 *   second:  bytes (40) | thread (24)
 * </pre>
 *
 * Pools are numbered from 0, and from 0 again behind the 8,192nd. Of a thread's id the lowest 24
 * bits are kept.
 */
final class Entry {
    static final int ALLOCATED = 1;
    static final int FREED = 2;

    /** It was there when the recording began. */
    static final int LIVE = 3;

    /** All that was handed out of the block is free. */
    static final int EMPTIED = 4;

    private static final int KIND_SHIFT = 61;
    private static final int POOL_SHIFT = 48;
    private static final int MOST_POOLS = 1 << 13;
    private static final long OFFSETS = (1L << POOL_SHIFT) - 1;
    private static final int THREAD_BITS = 24;
    private static final long MOST_BYTES = (1L << 40) - 1;

    private Entry() {}

    static long first(int kind, int pool, long offset) {
        return (long) kind << KIND_SHIFT | (long) (pool & MOST_POOLS - 1) << POOL_SHIFT | offset;
    }

    static long second(long byteSize, long thread) {
        return Math.min(byteSize, MOST_BYTES) << THREAD_BITS | thread & (1 << THREAD_BITS) - 1;
    }

    static int kind(long first) {
        return (int) (first >>> KIND_SHIFT);
    }

    static int pool(long first) {
        return (int) (first >>> POOL_SHIFT) & MOST_POOLS - 1;
    }

    static long offset(long first) {
        return first & OFFSETS;
    }

    static long byteSize(long second) {
        return second >>> THREAD_BITS;
    }

    static int thread(long second) {
        return (int) second & (1 << THREAD_BITS) - 1;
    }
}
