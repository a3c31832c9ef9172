package dev.cleave.arena;

import dev.cleave.memory.Lease;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that an arena holds: takes them from the pool, each twice as large as the last up to a
 * limit, and gives all back. A block is leased first, then prepared by the arena, and kept at last:
 * what cannot be prepared goes back at once. Not thread-safe.
 */
final class LeasedBlocks {
    private static final long FIRST = 8 << 10;
    private static final long LARGEST = 256 << 10;
    private static final long[] NONE = {};

    private final Leases leases;
    private final long smallest;
    private final long first;
    private final long largest;
    private long next;
    private int count;
    private long firstKept;
    private long[] others = NONE;

    LeasedBlocks(Pool pool) {
        leases = pool.leases().ofParts();
        smallest = pool.unit();
        first = Math.max(FIRST, pool.unit());
        largest = Math.max(LARGEST, pool.unit());
        next = first;
    }

    /** Whether a segment is so large that it gets a block of its own. */
    boolean isLarge(long byteSize) {
        return byteSize > next >>> 1;
    }

    /**
     * Leases a block for many small segments; false where the pool has no room. It is smaller where
     * the pool has no room for a large one, but has the wanted bytes; no pressure listener is
     * asked. There is room to keep it then.
     *
     * @param into holds no block
     */
    boolean leaseNext(Lease into, long wanted) {
        makeRoom();
        for (long byteSize = next; byteSize >= Math.max(smallest, wanted); byteSize >>>= 1) {
            if (leases.tryLease(into, byteSize, 1)) {
                next = Math.clamp(byteSize << 1, first, largest);
                return true;
            }
        }
        next = first;
        return false;
    }

    /** Makes room for one more, so that keeping it cannot fail. */
    void makeRoom() {
        if (count > others.length) {
            others = Arrays.copyOf(others, Math.max(8, others.length << 1));
        }
    }

    /** Adds a leased block, for which there is room, to those that go back together. */
    void keep(long address) {
        if (count == 0) {
            firstKept = address;
        } else {
            others[count - 1] = address;
        }
        count++;
    }

    /**
     * Gives every block back; afterwards there are none. One that is refused stops none of the
     * others.
     */
    void giveBack() {
        RuntimeException failure = null;
        for (int each = 0; each < count; each++) {
            try {
                leases.giveBack(each == 0 ? firstKept : others[each - 1]);
            } catch (RuntimeException refused) {
                failure = joined(failure, refused);
            }
        }
        count = 0;
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
