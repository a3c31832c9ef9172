package dev.cleave.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The words of a slab, which say of 64 slots each whether they are free, and the atomics on them.
 *
 * <pre>
 *   object   [ unused line | word 0 | … the slab's own fields ]
 *   rest     [ unused | word 1 | word 2 | … | unused line ]
 * </pre>
 *
 * <p>The first word lies in the object itself, beside what each taking and giving back reads
 * anyway. Most slabs have no other: their slots cost no read of an array and its length, and no
 * cache line of it.
 */
abstract class SlabWords extends CacheLine {
    /** Words behind the last, so that two slabs share no cache line. */
    private static final int PADDING = 8;

    private static final VarHandle REST = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle FIRST;

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(SlabWords.class, "first", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final int count;
    private volatile long first;

    /** The other words, each at its own number. */
    private final long[] rest;

    /** So many words, none of which has a free slot. */
    SlabWords(int count) {
        this.count = count;
        rest = new long[count + PADDING];
    }

    /** How many words there are. */
    final int words() {
        return count;
    }

    /** A word: what was written before it was, is seen. */
    final long getVolatile(int word) {
        return word == 0 ? first : (long) REST.getVolatile(rest, word);
    }

    /**
     * Puts a word where another one stands: answers whether it stood there. Whoever sees the new one
     * sees what was written before.
     */
    final boolean compareAndSet(int word, long expected, long free) {
        return word == 0
                ? FIRST.compareAndSet(this, expected, free)
                : REST.compareAndSet(rest, word, expected, free);
    }

    /** Writes a word: whoever sees it sees what was written before. */
    final void setRelease(int word, long free) {
        if (word == 0) {
            FIRST.setRelease(this, free);
        } else {
            REST.setRelease(rest, word, free);
        }
    }

    /** Writes a word, in one order with all reads and writes of this kind. */
    final void setVolatile(int word, long free) {
        if (word == 0) {
            first = free;
        } else {
            REST.setVolatile(rest, word, free);
        }
    }
}
