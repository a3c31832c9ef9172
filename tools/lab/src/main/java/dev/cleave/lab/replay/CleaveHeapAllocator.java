package dev.cleave.lab.replay;

import dev.cleave.heap.Heap;
import dev.cleave.lab.trace.Trace;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cleave's heap behind the replay's contract, over a pool of 4 KiB units: what heap traces are served by.
 *
 * <p>The pool retains as little as one does unless told, and gives back nothing because of time, so that what is committed does not depend on how
 * fast a trace is played.
 */
final class CleaveHeapAllocator implements ReplayAllocator {
    private static final long UNIT = 4096;
    private static final Duration NEVER = Duration.ofDays(1);

    private final Pool pool;
    private final Heap heap;

    private CleaveHeapAllocator(long bytes) {
        pool = Pool.builder().name("replay").capacity(Math.ceilDiv(bytes, UNIT) * UNIT).unit(UNIT).decay(NEVER).build();
        heap = Heap.builder(pool).reportLeaks(false).build();
    }

    static CleaveHeapAllocator open(Trace trace, long regionBytes) {
        return new CleaveHeapAllocator(regionBytes);
    }

    @Override
    public String name() {
        return "cleave";
    }

    @Override
    public long allocate(long byteSize, int block) {
        if (byteSize > pool.capacity()) {
            return NO_ADDRESS;
        }
        try {
            return heap.allocate(byteSize);
        } catch (PoolExhaustedException full) {
            return NO_ADDRESS;
        }
    }

    @Override
    public void free(long address, int block) {
        heap.free(address);
    }

    @Override
    public void settle() {
        heap.trim();
    }

    @Override
    public long blockBytes(long address, int block, long byteSize) {
        return heap.usableBytes(address);
    }

    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.of(pool.committedBytes());
    }

    @Override
    public boolean countsCommitted() {
        return true;
    }

    @Override
    public Optional<Region> region() {
        return Optional.of(new Region(pool.baseAddress(), pool.capacity()));
    }

    /** Those of the pool: what is free inside slabs is not among them. */
    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return Optional.of(new FreeBlocks(pool.space().freeBlocksByOrder(), UNIT));
    }

    @Override
    public void verifyEmpty() {
        long live = heap.usage().liveBlocks();
        if (live != 0) {
            throw new IllegalStateException("after every block was freed, the heap counts " + live + " live ones");
        }
        heap.trim();
        pool.space().flush();
        pool.space().verify();
        if (pool.space().freeUnits() != pool.space().units()) {
            throw new IllegalStateException("after every block was freed and every slab given back, only "
                    + pool.space().freeUnits() + " of " + pool.space().units() + " units of the pool are free");
        }
    }

    @Override
    public void close() {
        heap.close();
        pool.close();
    }
}
