package dev.cleave.lab.peer;

import dev.cleave.memory.Pool;

/**
 * Cleave's pool, block by block and without a heap over it: a block takes as many units as hold its
 * bytes.
 */
public sealed class CleaveBlocks extends PooledAllocator permits GroupedBlocks {
    /** The blocks of a pool, which this closes. */
    public CleaveBlocks(Pool pool) {
        super(pool);
    }

    @Override
    public long allocate(long byteSize, int slot) {
        return byteSize > pool.capacity() ? NO_ADDRESS : pool.tryAllocateAddress(byteSize);
    }

    /**
     * A pool serves 2^k pages that nobody wants aligned from any hole, where no aligned block is
     * free.
     */
    @Override
    public boolean aligned() {
        return false;
    }

    @Override
    public void free(long address, int slot) {
        pool.free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return pool.space().unitsOf((address - pool.baseAddress()) / pool.unit()) * pool.unit();
    }
}
