package dev.cleave.contiguity;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Addresses or offsets of what is held, the last on top. Room for them is made before they are
 * taken, so that a full Java heap cannot lose one. For one thread.
 */
final class AddressList {
    private static final int FIRST = 16;

    private long[] addresses = new long[FIRST];
    private int count;

    /** Makes room for so many more: adding them needs nothing of the Java heap. */
    void makeRoom(int more) {
        if (count + more > addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.max(count + more, 2 * addresses.length));
        }
    }

    /** One that room was made for. */
    void add(long address) {
        addresses[count++] = address;
    }

    /** Hands each to its taker, and forgets it before. */
    void drainTo(LongConsumer taker) {
        while (count > 0) {
            taker.accept(addresses[--count]);
        }
    }
}
