package dev.cleave.heap;

/**
 * Freed blocks that wait before they are handed out again: first in, first out, bounded in blocks and in bytes.
 *
 * <pre>
 *   rooms, addresses   [ … | oldest | … | newest | … ]     a ring, from {@code first} on {@code count} places
 * </pre>
 *
 * <p>What is done to a block that enters or leaves is done outside of the lock, which is held for a few words. The lock is
 * the monitor, which is left also where the stack ends.
 */
final class Quarantine {
    /** Added to an address, which is even: the block given is not in yet. */
    static final long STILL_OUTSIDE = 1;

    /** A block is kept if so many of its size would fit: one large block shall not push all the others out. */
    private static final int LARGEST_SHARE = 8;

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

    /**
     * Takes a block in that it admits. Where it is full the oldest leaves for it, and the answer is that one's address, or 0 where none had to;
     * {@link #STILL_OUTSIDE} is added where that was not enough.
     */
    synchronized long exchange(long address, long room) {
        long left = fits(room) ? 0 : removeOldest();
        if (!fits(room)) {
            return left | STILL_OUTSIDE;
        }
        put(address, room);
        return left;
    }

    /** Lets the oldest block out: its address, or 0 where there is none. */
    synchronized long poll() {
        return removeOldest();
    }

    private boolean fits(long room) {
        return count < addresses.length && bytes + room <= mostBytes;
    }

    private void put(long address, long room) {
        int place = wrapped(first + count);
        addresses[place] = address;
        rooms[place] = room;
        count++;
        bytes += room;
    }

    private long removeOldest() {
        if (count == 0) {
            return 0;
        }
        long address = addresses[first];
        bytes -= rooms[first];
        first = wrapped(first + 1);
        count--;
        return address;
    }

    private int wrapped(int place) {
        return place < addresses.length ? place : place - addresses.length;
    }

    /** What waits now, beside a count of corrupted blocks. */
    synchronized SafetyUsage usage(long corruptedBlocks) {
        return new SafetyUsage(count, bytes, corruptedBlocks);
    }

    long byteSize() {
        return 16L * addresses.length;
    }
}
