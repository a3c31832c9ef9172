package dev.cleave.workshop.nonblocking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The words of a tree, shared by threads without a lock, or private to whoever holds the lock. */
class StatusWords {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final boolean shared;

    /** So many words, all 0. */
    StatusWords(int count, boolean shared) {
        words = new long[count];
        this.shared = shared;
    }

    /** Words that any thread may change at any time. */
    static StatusWords shared(int count) {
        return new StatusWords(count, true);
    }

    /** Words that only one thread at a time sees: plain reads and writes do. */
    static StatusWords plain(int count) {
        return new StatusWords(count, false);
    }

    /** Whether several threads may use them at a time. */
    final boolean isShared() {
        return shared;
    }

    /**
     * Reads a word. Shared, it is ordered after every compare-and-set that this thread did before: who marks a half and
     * then looks above, and who announces above and then looks at the half, cannot both miss the other.
     */
    long getVolatile(int index) {
        return shared ? (long) WORD.getVolatile(words, index) : words[index];
    }

    /** Changes a word from what was seen; false when it is no longer that. */
    boolean compareAndSet(int index, long seen, long next) {
        if (shared) {
            return WORD.compareAndSet(words, index, seen, next);
        }
        if (words[index] != seen) {
            return false;
        }
        words[index] = next;
        return true;
    }

    /** Writes a word of a tree that no other thread sees yet. */
    void setPlain(int index, long word) {
        words[index] = word;
    }

    /** Bytes of the array. */
    long bytes() {
        return (long) words.length * Long.BYTES;
    }
}
