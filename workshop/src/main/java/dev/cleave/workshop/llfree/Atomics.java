package dev.cleave.workshop.llfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The package's only accesses to what threads share; whoever acquires a value sees all that its writer did before. */
final class Atomics {
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle BYTE = MethodHandles.arrayElementVarHandle(byte[].class);

    private Atomics() {}

    static long getAcquire(long[] longs, int index) {
        return (long) LONG.getAcquire(longs, index);
    }

    static int getAcquire(int[] ints, int index) {
        return (int) INT.getAcquire(ints, index);
    }

    static byte getAcquire(byte[] bytes, int index) {
        return (byte) BYTE.getAcquire(bytes, index);
    }

    /** A look in the one order of all volatile accesses and compare-and-sets. */
    static long getVolatile(long[] longs, int index) {
        return (long) LONG.getVolatile(longs, index);
    }

    /** A look that orders nothing: for hints. */
    static long getOpaque(long[] longs, int index) {
        return (long) LONG.getOpaque(longs, index);
    }

    /** A note that orders nothing: for hints. */
    static void setOpaque(long[] longs, int index, long value) {
        LONG.setOpaque(longs, index, value);
    }

    static void setRelease(long[] longs, int index, long value) {
        LONG.setRelease(longs, index, value);
    }

    static void setRelease(byte[] bytes, int index, byte value) {
        BYTE.setRelease(bytes, index, value);
    }

    /** Of all threads that expect the same value exactly one gets true. */
    static boolean compareAndSet(long[] longs, int index, long expected, long value) {
        return LONG.compareAndSet(longs, index, expected, value);
    }

    /** Of all threads that expect the same value exactly one gets true. */
    static boolean compareAndSet(int[] ints, int index, int expected, int value) {
        return INT.compareAndSet(ints, index, expected, value);
    }

    /** Of all threads that expect the same value exactly one gets true. */
    static boolean compareAndSet(byte[] bytes, int index, byte expected, byte value) {
        return BYTE.compareAndSet(bytes, index, expected, value);
    }
}
