package dev.cleave.buddy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Words in a plain Java array: the usual case, and the one that model checkers see through.
 *
 * <p>The array begins and ends with two cache lines that are not used. An array's length lies right
 * before its first element, and every access reads it: a thread that writes there would slow all
 * others down.
 */
final class ArrayMetadata extends Metadata {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    static final int PADDING_BYTES = 128;
    private static final int PADDING_WORDS = PADDING_BYTES / Long.BYTES;

    private final long[] words;

    ArrayMetadata(int words) {
        this.words = new long[words + 2 * PADDING_WORDS];
    }

    @Override
    long get(int word) {
        return (long) WORD.getVolatile(words, PADDING_WORDS + word);
    }

    @Override
    long getAcquire(int word) {
        return (long) WORD.getAcquire(words, PADDING_WORDS + word);
    }

    @Override
    void set(int word, long value) {
        WORD.setVolatile(words, PADDING_WORDS + word, value);
    }

    @Override
    void setRelease(int word, long value) {
        WORD.setRelease(words, PADDING_WORDS + word, value);
    }

    @Override
    boolean compareAndSet(int word, long expected, long value) {
        return WORD.compareAndSet(words, PADDING_WORDS + word, expected, value);
    }

    @Override
    long getAndAdd(int word, long delta) {
        return (long) WORD.getAndAdd(words, PADDING_WORDS + word, delta);
    }

    @Override
    long byteSize() {
        return 8L * words.length;
    }
}
