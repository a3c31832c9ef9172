package dev.cleave.verify.soak;

import dev.cleave.memory.Pool;
import java.util.SplittableRandom;

/** Blocks of the pool itself. */
final class PoolActor extends PoolBlocks {
    PoolActor(Pool pool, long owner) {
        super(pool, owner);
    }

    @Override
    public String name() {
        return "pool";
    }

    @Override
    Long allocate(long byteSize) {
        return pool.allocateAddress(byteSize);
    }

    @Override
    void touch(Long block, SplittableRandom random) {
        long unused = random.nextInt(4) == 0 ? pool.trim() : pool.usage().usedBytes();
    }
}
