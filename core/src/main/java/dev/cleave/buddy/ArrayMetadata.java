package dev.cleave.buddy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Metadata in two plain Java arrays: the usual case, and the one that model checkers see through.
 *
 * <p>Both arrays begin and end with two cache lines that are not used. An array's length lies right before its first
 * element, and every access reads it: a thread that writes there would slow all others down.
 */
final class ArrayMetadata extends Metadata {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CODE = MethodHandles.arrayElementVarHandle(byte[].class);

    private static final int PADDING_BYTES = 128;
    private static final int PADDING_WORDS = PADDING_BYTES / Long.BYTES;

    private static final byte[] NO_CODES = {};

    private final long[] words;
    private final byte[] codes;

    ArrayMetadata(int words, int codes) {
        this.words = new long[words + 2 * PADDING_WORDS];
        this.codes = codes == 0 ? NO_CODES : new byte[codes + 2 * PADDING_BYTES];
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
    byte codeAcquire(long unit) {
        return (byte) CODE.getAcquire(codes, PADDING_BYTES + (int) unit);
    }

    @Override
    void setCode(long unit, byte code) {
        codes[PADDING_BYTES + (int) unit] = code;
    }

    @Override
    void setCodeRelease(long unit, byte code) {
        CODE.setRelease(codes, PADDING_BYTES + (int) unit, code);
    }

    @Override
    boolean compareAndSetCode(long unit, byte expected, byte code) {
        return CODE.compareAndSet(codes, PADDING_BYTES + (int) unit, expected, code);
    }

    @Override
    long byteSize() {
        return 8L * words.length + codes.length;
    }
}
