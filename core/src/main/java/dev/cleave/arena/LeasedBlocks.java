package dev.cleave.arena;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
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
    private int count;
    private long first;
    private long[] others = NONE;

    LeasedBlocks(Pool pool) {
        this.pool = pool;
        next = Math.max(FIRST, pool.unit());
    }

    /** Bytes of the next block for many small segments. */
    long next() {
        return next;
    }

    /** Whether a segment is so large that it gets a block of its own. */
    boolean isLarge(long byteSize) {
        return byteSize > next >>> 1;
    }

    /**
     * The address of a block for many small segments, of {@link #next()} bytes, with {@link Pool#KNOWN_ZERO} or not; 0
     * where the pool has no room for one that large.
     */
    long takeNext() {
        try {
            long tagged = take(next, 1);
            next = Math.min(next << 1, Math.max(LARGEST, pool.unit()));
            return tagged;
        } catch (PoolExhaustedException full) {
            return 0;
        }
    }

    /** The address of a block of its own for one segment, with {@link Pool#KNOWN_ZERO} or not. */
    long take(long byteSize, long byteAlignment) {
        if (count > others.length) {
            others = Arrays.copyOf(others, Math.max(8, others.length << 1));
        }
        long tagged = pool.lease(byteSize, byteAlignment);
        long address = tagged & ~Pool.KNOWN_ZERO;
        if (count == 0) {
            first = address;
        } else {
            others[count - 1] = address;
        }
        count++;
        return tagged;
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
