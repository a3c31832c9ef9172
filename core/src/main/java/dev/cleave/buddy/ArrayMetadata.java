package dev.cleave.buddy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Metadata in two plain Java arrays: the usual case, and the one that model checkers see through. */
final class ArrayMetadata extends Metadata {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CODE = MethodHandles.arrayElementVarHandle(byte[].class);

    private final long[] words;
    private final byte[] codes;

    ArrayMetadata(int words, int codes) {
        this.words = new long[words];
        this.codes = new byte[codes];
    }

    @Override
    long get(int word) {
        return (long) WORD.getVolatile(words, word);
    }

    @Override
    long getAcquire(int word) {
        return (long) WORD.getAcquire(words, word);
    }

    @Override
    void set(int word, long value) {
        WORD.setVolatile(words, word, value);
    }

    @Override
    void setRelease(int word, long value) {
        WORD.setRelease(words, word, value);
    }

    @Override
    boolean compareAndSet(int word, long expected, long value) {
        return WORD.compareAndSet(words, word, expected, value);
    }

    @Override
    long getAndAdd(int word, long delta) {
        return (long) WORD.getAndAdd(words, word, delta);
    }

    @Override
    byte codeAcquire(long unit) {
        return (byte) CODE.getAcquire(codes, (int) unit);
    }

    @Override
    void setCode(long unit, byte code) {
        codes[(int) unit] = code;
    }

    @Override
    void setCodeRelease(long unit, byte code) {
        CODE.setRelease(codes, (int) unit, code);
    }

    @Override
    boolean compareAndSetCode(long unit, byte expected, byte code) {
        return CODE.compareAndSet(codes, (int) unit, expected, code);
    }

    @Override
    long byteSize() {
        return 8L * words.length + codes.length;
    }
}
