package dev.cleave.heap;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Freed blocks that wait before they are handed out again: first in, first out, bounded in blocks and in bytes.
 *
 * <pre>
 *   rooms, addresses   [ … | oldest | … | newest | … ]     a ring, from {@code first} on {@code count} places
 * </pre>
 *
 * <p>What is done to a block that enters or leaves is done outside of the lock, which is held for a few words.
 */
final class Quarantine {
    /** A block is kept if so many of its size would fit: one large block shall not push all the others out. */
    private static final int LARGEST_SHARE = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final long mostBytes;
    private final long[] addresses;
    private final long[] rooms;
    private int first;
    private int count;
    private long bytes;

    Quarantine(long mostBytes, int mostBlocks) {
        this.mostBytes = mostBytes;
        addresses = new long[mostBlocks];
        rooms = new long[mostBlocks];
    }

    /** Whether a block with so many bytes of room is kept at all. */
    boolean admits(long room) {
        return addresses.length > 0 && room <= mostBytes / LARGEST_SHARE;
    }

    /** Takes a block in that it admits; false where another must leave before. */
    boolean offer(long address, long room) {
        lock.lock();
        try {
            if (count == addresses.length || bytes + room > mostBytes) {
                return false;
            }
            int place = (first + count) % addresses.length;
            addresses[place] = address;
            rooms[place] = room;
            count++;
            bytes += room;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the oldest block out: its address, or 0 where there is none. */
    long poll() {
        lock.lock();
        try {
            if (count == 0) {
                return 0;
            }
            long address = addresses[first];
            bytes -= rooms[first];
            first = (first + 1) % addresses.length;
            count--;
            return address;
        } finally {
            lock.unlock();
        }
    }

    /** What waits now, beside a count of corrupted blocks. */
    SafetyUsage usage(long corruptedBlocks) {
        lock.lock();
        try {
            return new SafetyUsage(count, bytes, corruptedBlocks);
        } finally {
            lock.unlock();
        }
    }

    long byteSize() {
        return 16L * addresses.length;
    }
}
