package dev.cleave.verify.soak;

import dev.cleave.memory.Pool;

/** Blocks of a pool by their addresses, with a stamp in each. */
abstract class PoolBlocks extends Blocks<Long> {
    private static final int MOST_BYTES = 256 << 10;

    final Pool pool;

    PoolBlocks(Pool pool, long owner) {
        super(owner, MOST_BYTES);
        this.pool = pool;
    }

    @Override
    final void free(Long block) {
        pool.free(block);
    }

    @Override
    final void fill(Long block, long byteSize, long stamp) {
        Stamps.fill(pool.memory().asSlice(block - pool.baseAddress(), byteSize), stamp);
    }

    @Override
    final boolean isStamped(Long block, long byteSize, long stamp) {
        return Stamps.isFilled(pool.memory().asSlice(block - pool.baseAddress(), byteSize), stamp);
    }
}
