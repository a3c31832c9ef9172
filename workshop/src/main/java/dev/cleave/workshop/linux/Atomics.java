package dev.cleave.workshop.linux;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The package's only accesses to what threads share without a lock around it: the states of pages, and the locks. */
final class Atomics {
    private static final VarHandle BYTE = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);

    private Atomics() {}

    /** Sees all that the thread did that wrote the byte by {@link #setRelease(byte[], int, byte)}. */
    static byte getAcquire(byte[] bytes, int index) {
        return (byte) BYTE.getAcquire(bytes, index);
    }

    /** Whoever acquires this byte sees all that this thread did before. */
    static void setRelease(byte[] bytes, int index, byte value) {
        BYTE.setRelease(bytes, index, value);
    }

    /** Of all threads that expect the same byte exactly one gets true. */
    static boolean compareAndSet(byte[] bytes, int index, byte expected, byte value) {
        return BYTE.compareAndSet(bytes, index, expected, value);
    }

    /** A look that orders nothing. */
    static int getOpaque(int[] ints, int index) {
        return (int) INT.getOpaque(ints, index);
    }

    /** Sees, where it answers true, all that the thread did that wrote the expected value by {@link #setRelease(int[], int, int)}. */
    static boolean compareAndSetAcquire(int[] ints, int index, int expected, int value) {
        return (int) INT.compareAndExchangeAcquire(ints, index, expected, value) == expected;
    }

    /** Whoever acquires this int sees all that this thread did before. */
    static void setRelease(int[] ints, int index, int value) {
        INT.setRelease(ints, index, value);
    }
}
