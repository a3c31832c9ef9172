package dev.cleave.record;

/**
 * What happened to one block, packed into two words; pure functions.
 *
 * <pre>
 *   first:   kind (2 bits, never 0) | pool (14) | offset of the block's first unit (48)
 *   second:  bytes (40) | thread (24)
 * </pre>
 *
 * Pools are numbered from 0, and from 0 again behind the 16,384th. Of a thread's id the lowest 24
 * bits are kept.
 */
final class Entry {
    static final int ALLOCATED = 1;
    static final int FREED = 2;

    /** It was there when the recording began. */
    static final int LIVE = 3;

    private static final int KIND_SHIFT = 62;
    private static final int POOL_SHIFT = 48;
    private static final int MOST_POOLS = 1 << 14;
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
