package dev.cleave.workshop.linux;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The package's only accesses to what threads share without a lock around it: the states of pages, and the locks.
 *
 * <p>Arrays that are made here begin and end with two cache lines that are not used, and indices do not count them. An
 * array's length lies right before its first element, and every access reads it: a thread that writes there would slow
 * all others down.
 */
final class Atomics {
    private static final VarHandle BYTE = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);

    private static final int PADDING_BYTES = 128;
    private static final int PADDING_INTS = PADDING_BYTES / Integer.BYTES;

    private Atomics() {}

    static byte[] bytes(int count) {
        return new byte[count + 2 * PADDING_BYTES];
    }

    static int[] ints(int count) {
        return new int[count + 2 * PADDING_INTS];
    }

    /** Sees all that the thread did that wrote the byte by {@link #setRelease(byte[], int, byte)}. */
    static byte getAcquire(byte[] bytes, int index) {
        return (byte) BYTE.getAcquire(bytes, PADDING_BYTES + index);
    }

    /** Whoever acquires this byte sees all that this thread did before. */
    static void setRelease(byte[] bytes, int index, byte value) {
        BYTE.setRelease(bytes, PADDING_BYTES + index, value);
    }

    /** Of all threads that expect the same byte exactly one gets true. */
    static boolean compareAndSet(byte[] bytes, int index, byte expected, byte value) {
        return BYTE.compareAndSet(bytes, PADDING_BYTES + index, expected, value);
    }

    /** A look that orders nothing. */
    static int getOpaque(int[] ints, int index) {
        return (int) INT.getOpaque(ints, PADDING_INTS + index);
    }

    /**
     * Sees, where it answers true, all that the thread did that wrote the expected value by {@link #setRelease(int[],
     * int, int)}.
     */
    static boolean compareAndSetAcquire(int[] ints, int index, int expected, int value) {
        return (int) INT.compareAndExchangeAcquire(ints, PADDING_INTS + index, expected, value) == expected;
    }

    /** Whoever acquires this int sees all that this thread did before. */
    static void setRelease(int[] ints, int index, int value) {
        INT.setRelease(ints, PADDING_INTS + index, value);
    }
}
