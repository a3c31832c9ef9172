package dev.cleave.lab.peer;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.time.Duration;
import java.util.OptionalLong;

/** Cleave's heap, over a pool of its own. All threads share it. */
public final class CleaveHeap extends PooledAllocator {
    private static final long UNIT = 4096;

    /** A pool of fewer bytes has small units: with eighty size classes even one page for each is much of it. */
    private static final long SMALL_POOL = 4 << 20;

    private static final long SMALL_UNIT = 1024;

    private final Heap heap;

    /** A heap over a pool, which this closes. */
    public CleaveHeap(Pool pool) {
        super(pool);
        heap = Heap.builder(pool).reportLeaks(false).build();
    }

    /**
     * A heap over a pool of its own.
     *
     * @param capacity of the pool, in bytes, rounded up to whole units
     * @param decay after this time, and at most twice of it, what is free goes back to the system
     */
    static CleaveHeap open(long capacity, Duration decay) {
        long whole = Math.ceilDiv(capacity, UNIT) * UNIT;
        return new CleaveHeap(Pool.builder().name("lab").capacity(whole).unit(unit(whole)).decay(decay).build());
    }

    static long unit(long capacity) {
        return capacity < SMALL_POOL ? SMALL_UNIT : UNIT;
    }

    /** The heap, for what only Cleave's tells. */
    public Heap heap() {
        return heap;
    }

    @Override
    public long allocate(long byteSize, int slot) {
        try {
            return heap.allocate(byteSize);
        } catch (PoolExhaustedException full) {
            return NO_ADDRESS;
        }
    }

    @Override
    public void free(long address, int slot) {
        heap.free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return heap.usableBytes(address);
    }

    @Override
    public void settle() {
        heap.trim();
    }

    /** The blocks that the heap has of its pool: the rest of the pool is free for all. */
    @Override
    public OptionalLong reservedBytes() {
        return OptionalLong.of(heap.usage().blockBytes());
    }

    @Override
    public long javaHeapBytes() {
        return heap.metadataBytes() + super.javaHeapBytes();
    }

    @Override
    public void verifyEmpty() {
        long live = heap.usage().liveBlocks();
        if (live != 0) {
            throw new IllegalStateException("after every block was freed, the heap counts " + live + " live ones");
        }
        heap.trim();
        super.verifyEmpty();
    }

    @Override
    public void close() {
        heap.close();
        super.close();
    }
}
