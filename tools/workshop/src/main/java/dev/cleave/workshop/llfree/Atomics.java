package dev.cleave.workshop.llfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The package's only accesses to what threads share; whoever acquires a value sees all that its writer did before.
 *
 * <p>Arrays that are made here begin and end with two cache lines that are not used, and indices do not count them. An
 * array's length lies right before its first element, and every access reads it: a thread that writes there would slow
 * all others down.
 */
final class Atomics {
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle BYTE = MethodHandles.arrayElementVarHandle(byte[].class);

    private static final int PADDING_BYTES = 128;
    private static final int PADDING_INTS = PADDING_BYTES / Integer.BYTES;
    private static final int PADDING_LONGS = PADDING_BYTES / Long.BYTES;

    private Atomics() {}

    static long[] longs(int count) {
        return new long[count + 2 * PADDING_LONGS];
    }

    static int[] ints(int count) {
        return new int[count + 2 * PADDING_INTS];
    }

    static byte[] bytes(int count) {
        return new byte[count + 2 * PADDING_BYTES];
    }

    /** How many longs the caller asked for. */
    static int count(long[] longs) {
        return longs.length - 2 * PADDING_LONGS;
    }

    /** Bytes of an array, those not used counted in. */
    static long byteSize(long[] longs) {
        return (long) Long.BYTES * longs.length;
    }

    /** Bytes of an array, those not used counted in. */
    static long byteSize(int[] ints) {
        return (long) Integer.BYTES * ints.length;
    }

    /** Sets a value before the array is shared. */
    static void setPlain(long[] longs, int index, long value) {
        longs[PADDING_LONGS + index] = value;
    }

    /** Sets a value before the array is shared. */
    static void setPlain(int[] ints, int index, int value) {
        ints[PADDING_INTS + index] = value;
    }

    /**
     * Whether every bit of every long is set, each long looked at once, between the accesses before and after this
     * call.
     */
    static boolean areAllOnes(long[] longs) {
        long all = -1;
        for (int index = PADDING_LONGS; index < longs.length - PADDING_LONGS; index++) {
            all &= longs[index];
        }
        VarHandle.loadLoadFence();
        return all == -1;
    }

    static long getAcquire(long[] longs, int index) {
        return (long) LONG.getAcquire(longs, PADDING_LONGS + index);
    }

    static int getAcquire(int[] ints, int index) {
        return (int) INT.getAcquire(ints, PADDING_INTS + index);
    }

    static byte getAcquire(byte[] bytes, int index) {
        return (byte) BYTE.getAcquire(bytes, PADDING_BYTES + index);
    }

    /** A look in the one order of all volatile accesses and compare-and-sets. */
    static long getVolatile(long[] longs, int index) {
        return (long) LONG.getVolatile(longs, PADDING_LONGS + index);
    }

    /** A look that orders nothing: for hints. */
    static long getOpaque(long[] longs, int index) {
        return (long) LONG.getOpaque(longs, PADDING_LONGS + index);
    }

    /** A note that orders nothing: for hints. */
    static void setOpaque(long[] longs, int index, long value) {
        LONG.setOpaque(longs, PADDING_LONGS + index, value);
    }

    static void setRelease(long[] longs, int index, long value) {
        LONG.setRelease(longs, PADDING_LONGS + index, value);
    }

    static void setRelease(byte[] bytes, int index, byte value) {
        BYTE.setRelease(bytes, PADDING_BYTES + index, value);
    }

    /** Of all threads that expect the same value exactly one gets true. */
    static boolean compareAndSet(long[] longs, int index, long expected, long value) {
        return LONG.compareAndSet(longs, PADDING_LONGS + index, expected, value);
    }

    /** Of all threads that expect the same value exactly one gets true. */
    static boolean compareAndSet(int[] ints, int index, int expected, int value) {
        return INT.compareAndSet(ints, PADDING_INTS + index, expected, value);
    }

    /** Of all threads that expect the same value exactly one gets true. */
    static boolean compareAndSet(byte[] bytes, int index, byte expected, byte value) {
        return BYTE.compareAndSet(bytes, PADDING_BYTES + index, expected, value);
    }
}
