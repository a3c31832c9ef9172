package dev.cleave.verify.step;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolBuilder;
import org.jspecify.annotations.Nullable;

/** A small pool without a purge, all of whose memory is free before and after. */
class PoolGround implements Trials.Ground {
    static final long CAPACITY = 8 << 20;

    final MemoryBudget budget = MemoryBudget.of(64 << 20);
    final Pool pool;
    long block;
    @Nullable
    Pool child;

    /** Whether the trial closes the pool itself. */
    boolean closes;

    PoolGround() {
        this(MemorySource.anonymous(), 1L << 40);
    }

    PoolGround(MemorySource source, long bytesPerSample) {
        pool = settings().source(source).sampleEvery(bytesPerSample).build();
    }

    final PoolBuilder settings() {
        return Pool.builder().capacity(CAPACITY).purge(false).budget(budget);
    }

    /** A ground with a block. */
    static PoolGround withBlock(long byteSize) {
        PoolGround ground = new PoolGround();
        ground.block = ground.pool.allocateAddress(byteSize);
        return ground;
    }

    void free() {
        if (block != 0) {
            pool.free(block);
            block = 0;
        }
    }

    final void requireNoChildren() {
        Trials.require(pool.children().isEmpty(), pool.children());
    }

    @Override
    public void verify() throws Exception {
        if (!pool.isClosed()) {
            pool.space().verify();
        }
    }

    /** Throws where a block is held, that of the trial too. */
    final void requireAllFree() {
        long unused = pool.trim();
        Trials.require(pool.space().freeUnits() == pool.space().units(), "leaked: " + pool.usage());
        Trials.require(pool.usage().requestedBytes() == 0, "counted: " + pool.usage());
    }

    @Override
    public void close() throws Exception {
        if (!closes) {
            free();
            end(child);
            requireNoChildren();
            pool.space().verify();
            requireAllFree();
        }
        pool.close();
        Trials.require(budget.promisedBytes() == 0, budget);
    }

    /** What a trial opened, which is closed again. */
    static void end(@Nullable AutoCloseable opened) throws Exception {
        if (opened != null) {
            opened.close();
        }
    }
}
