package dev.cleave.objects;

import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The blocks of giants: exact ones of the pool, that never move, and are joined with what is free
 * beside them as soon as they go. Any thread may call anything.
 */
final class GiantSpace {
    /** No block. */
    static final long NONE = -1;

    private final Leases leases;
    private final long base;
    private final long unit;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong liveBytes = new AtomicLong();
    private final AtomicLong blockBytes = new AtomicLong();

    GiantSpace(Pool pool) {
        leases = pool.leases();
        base = pool.baseAddress();
        unit = pool.unit();
    }

    /** All that a giant takes. */
    long blockBytes(long byteSize) {
        return BlockLayout.LARGE_HEADER + byteSize + unit - 1 & -unit;
    }

    /** The location of a block, or {@link #NONE} where no free range is large enough. */
    long tryTake(long byteSize) {
        long address = leases.tryLease(BlockLayout.LARGE_HEADER + byteSize, 1);
        return address == 0 ? NONE : taken(address, byteSize);
    }

    /** As {@link #tryTake}, within a range. */
    long tryTakeWithin(PoolRange range, long byteSize) {
        long address = leases.tryLeaseWithin(range, BlockLayout.LARGE_HEADER + byteSize, 1);
        return address == 0 ? NONE : taken(address, byteSize);
    }

    /**
     * As {@link #tryTake}, after pressure listeners were asked: no lock of a stripe may be held.
     *
     * @throws dev.cleave.memory.PoolExhaustedException where there is none
     */
    long take(long byteSize) {
        return taken(leases.lease(BlockLayout.LARGE_HEADER + byteSize, 1), byteSize);
    }

    private long taken(long address, long byteSize) {
        count.incrementAndGet();
        liveBytes.addAndGet(byteSize);
        blockBytes.addAndGet(blockBytes(byteSize));
        return address - base;
    }

    void giveBack(long location, long byteSize) {
        leases.giveBack(base + location);
        count.decrementAndGet();
        liveBytes.addAndGet(-byteSize);
        blockBytes.addAndGet(-blockBytes(byteSize));
    }

    /** How many there are. */
    long count() {
        return count.get();
    }

    /** Bytes of all blocks. */
    long heldBytes() {
        return blockBytes.get();
    }

    /** Bytes of them that nobody asked for. */
    long extraBytes() {
        return blockBytes.get() - liveBytes.get();
    }
}
