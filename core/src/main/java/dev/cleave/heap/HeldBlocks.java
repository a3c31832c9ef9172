package dev.cleave.heap;

import java.util.Arrays;

/** The addresses of blocks that are to be freed together: eight bytes each, and no object. Not thread-safe. */
final class HeldBlocks {
    private static final int FIRST = 8;
    private static final int MOST = Integer.MAX_VALUE - 8;
    private static final long[] NONE = {};

    private long[] addresses = NONE;
    private int count;

    /** Makes room for one more, so that keeping it cannot fail. */
    void makeRoom() {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.clamp(2L * count, FIRST, MOST));
        }
    }

    void keep(long address) {
        makeRoom();
        addresses[count++] = address;
    }

    int count() {
        return count;
    }

    /** The address of a block, of those that are held: for whoever reports, from another thread too. */
    long address(int index) {
        long[] present = addresses;
        return index < present.length ? present[index] : 0;
    }

    /** Forgets all of them, which somebody else has freed. */
    void forget() {
        count = 0;
        addresses = NONE;
    }

    /** Frees every block; afterwards there are none. One that is refused, or fails, stops none of the others. Allocates nothing otherwise. */
    void free(Heap heap) {
        Throwable failure = null;
        for (int each = 0; each < count; each++) {
            try {
                heap.free(addresses[each]);
            } catch (Throwable refused) {
                failure = FirstFailure.of(failure, refused);
            }
        }
        forget();
        FirstFailure.rethrow(failure);
    }
}
