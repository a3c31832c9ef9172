package dev.cleave.tiers.durable;

import java.util.concurrent.locks.StampedLock;

/**
 * 64 locks that objects are spread over by their slots: readers share one, and a commit holds those
 * of the objects that it changes, taken from the lowest on.
 */
final class ObjectLocks {
    private static final int COUNT = Long.SIZE;

    private final StampedLock[] locks = new StampedLock[COUNT];

    ObjectLocks() {
        for (int each = 0; each < COUNT; each++) {
            locks[each] = new StampedLock();
        }
    }

    /** The lock of a slot, as one bit. */
    static long bitOf(int number) {
        return 1L << number;
    }

    /** Shares a slot's lock; answers what {@link #unlockShared} wants. */
    long lockShared(int number) {
        return locks[number & COUNT - 1].readLock();
    }

    void unlockShared(int number, long stamp) {
        locks[number & COUNT - 1].unlockRead(stamp);
    }

    /** Holds all locks with a bit set; where this throws, none. */
    void lock(long bits) {
        long rest = bits;
        try {
            for (; rest != 0; rest &= rest - 1) {
                long unused = locks[Long.numberOfTrailingZeros(rest)].writeLock();
            }
        } finally {
            if (rest != 0) {
                unlock(bits ^ rest);
            }
        }
    }

    void unlock(long bits) {
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            boolean unused = locks[Long.numberOfTrailingZeros(rest)].tryUnlockWrite();
        }
    }
}
