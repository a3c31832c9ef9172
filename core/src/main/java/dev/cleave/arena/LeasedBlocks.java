package dev.cleave.arena;

import dev.cleave.memory.Pool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that an arena holds: takes them from the pool, each twice as large as the last up to a limit, and gives all
 * back. Not thread-safe.
 */
final class LeasedBlocks {
    private static final long FIRST = 8 << 10;
    private static final long LARGEST = 256 << 10;
    private static final long[] NONE = {};

    private final Pool pool;
    private long next;
    private long taken;
    private int count;
    private long first;
    private long[] others = NONE;

    LeasedBlocks(Pool pool) {
        this.pool = pool;
        next = Math.max(FIRST, pool.unit());
    }

    /** Whether a segment is so large that it gets a block of its own. */
    boolean isLarge(long byteSize) {
        return byteSize > next >>> 1;
    }

    /**
     * The address of a block for many small segments, of {@link #taken()} bytes, with {@link Pool#KNOWN_ZERO} or not; 0
     * where the pool has no room. It is smaller where the pool has no room for a large one, but has the wanted bytes; no
     * pressure listener is asked.
     */
    long takeNext(long wanted) {
        makeRoom();
        long smallest = Math.max(pool.unit(), wanted);
        for (long byteSize = next; byteSize >= smallest; byteSize >>>= 1) {
            long tagged = pool.tryLease(byteSize, 1);
            if (tagged != 0) {
                taken = byteSize;
                next = Math.clamp(byteSize << 1, Math.max(FIRST, pool.unit()), Math.max(LARGEST, pool.unit()));
                keep(tagged);
                return tagged;
            }
        }
        next = Math.max(FIRST, pool.unit());
        return 0;
    }

    /** Bytes of the block that {@link #takeNext} answered last. */
    long taken() {
        return taken;
    }

    /** Adds a leased block to those that go back together. */
    void keep(long tagged) {
        makeRoom();
        long address = tagged & ~Pool.KNOWN_ZERO;
        if (count == 0) {
            first = address;
        } else {
            others[count - 1] = address;
        }
        count++;
    }

    /** Makes room for one more, so that keeping it cannot fail. */
    void makeRoom() {
        if (count > others.length) {
            others = Arrays.copyOf(others, Math.max(8, others.length << 1));
        }
    }

    /** Gives every block back; afterwards there are none. One that is refused stops none of the others. */
    void giveBack() {
        RuntimeException failure = null;
        for (int each = 0; each < count; each++) {
            try {
                pool.giveBack(each == 0 ? first : others[each - 1]);
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
