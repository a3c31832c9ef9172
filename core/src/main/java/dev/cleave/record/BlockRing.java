package dev.cleave.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded queue of entries of two words, into which any thread writes and one reads. Lock-free
 * for writers: a compare-and-set takes a place, a release store fills it.
 *
 * <pre>
 *   words:    | first, second | first, second | 0, - | 0, - | ...      first is 0: not written yet
 *                 ^ head: read next                ^ tail: taken next
 * </pre>
 */
final class BlockRing {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Each cursor stands in a cache line of its own. */
    private static final int TAIL = 16;

    private static final int LOST = 32;
    private static final int HEAD = 48;
    private static final int CURSORS = 64;

    /** So many entries are read between two moves of the head, which writers look at. */
    private static final int ENTRIES_BETWEEN_MOVES = 64;

    private final long[] words;
    private final long[] cursors = new long[CURSORS];
    private final int mask;

    /** @param entries how many it holds, a power of two */
    BlockRing(int entries) {
        if (entries < 1 || Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException(entries + " entries: must be a power of two");
        }
        words = new long[2 * entries];
        mask = entries - 1;
    }

    /** Where entries go, one after the other. */
    interface Reader {
        void entry(long first, long second);
    }

    /**
     * Writes an entry, or counts it as lost and answers false where there is no room. Any thread
     * may.
     *
     * @param first not 0
     */
    boolean offer(long first, long second) {
        long place;
        do {
            place = (long) WORD.getAcquire(cursors, TAIL);
            if (place - (long) WORD.getAcquire(cursors, HEAD) > mask) {
                WORD.getAndAdd(cursors, LOST, 1L);
                return false;
            }
        } while (!WORD.compareAndSet(cursors, TAIL, place, place + 1));
        int index = 2 * ((int) place & mask);
        words[index + 1] = second;
        WORD.setRelease(words, index, first);
        return true;
    }

    /**
     * Reads entries until there are none, one is not written yet, or so many are read; answers how
     * many. One thread at a time may.
     */
    int drain(int most, Reader reader) {
        long head = cursors[HEAD];
        int read = 0;
        for (; read < most; read++) {
            int index = 2 * ((int) head & mask);
            long first = (long) WORD.getAcquire(words, index);
            if (first == 0) {
                break;
            }
            reader.entry(first, words[index + 1]);
            words[index] = 0;
            head++;
            if (read % ENTRIES_BETWEEN_MOVES == 0) {
                WORD.setRelease(cursors, HEAD, head);
            }
        }
        WORD.setRelease(cursors, HEAD, head);
        return read;
    }

    /** How many entries found no room. */
    long lost() {
        return (long) WORD.getAcquire(cursors, LOST);
    }

    /** How many entries it holds at the most. */
    int capacity() {
        return mask + 1;
    }
}
