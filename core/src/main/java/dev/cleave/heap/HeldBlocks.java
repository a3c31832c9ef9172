package dev.cleave.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The addresses of blocks that are to be freed together: eight bytes each, and no object. Not thread-safe. */
final class HeldBlocks {
    private static final int FIRST = 8;
    private static final long[] NONE = {};

    private long[] addresses = NONE;
    private int count;

    /** Makes room for one more, so that keeping it cannot fail. */
    void makeRoom() {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.max(FIRST, count << 1));
        }
    }

    void keep(long address) {
        makeRoom();
        addresses[count++] = address;
    }

    int count() {
        return count;
    }

    /** Frees every block; afterwards there are none. One that is refused stops none of the others. */
    void free(Heap heap) {
        RuntimeException failure = null;
        for (int each = 0; each < count; each++) {
            try {
                heap.free(addresses[each]);
            } catch (RuntimeException refused) {
                failure = joined(failure, refused);
            }
        }
        count = 0;
        addresses = NONE;
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException joined(@Nullable RuntimeException failure, RuntimeException next) {
        if (failure == null) {
            return next;
        }
        failure.addSuppressed(next);
        return failure;
    }
}
