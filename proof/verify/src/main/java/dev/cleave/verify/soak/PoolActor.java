package dev.cleave.verify.soak;

import dev.cleave.memory.Pool;
import java.util.SplittableRandom;

/** Blocks of the pool itself. */
final class PoolActor extends Blocks<Long> {
    private final Pool pool;

    PoolActor(Pool pool, long owner) {
        super(owner, 256 << 10);
        this.pool = pool;
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
    void free(Long block) {
        pool.free(block);
    }

    @Override
    void fill(Long block, long byteSize, long stamp) {
        Stamps.fill(pool.memory().asSlice(block - pool.baseAddress(), byteSize), stamp);
    }

    @Override
    boolean isStamped(Long block, long byteSize, long stamp) {
        return Stamps.isFilled(pool.memory().asSlice(block - pool.baseAddress(), byteSize), stamp);
    }

    @Override
    void touch(Long block, SplittableRandom random) {
        long unused = random.nextInt(4) == 0 ? pool.trim() : pool.usage().usedBytes();
    }
}
