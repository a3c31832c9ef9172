package dev.cleave.lab.experiment.compaction;

import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A pool of movable blocks of one to 64 units. Each page of it was written to, and stays in memory.
 * For one thread.
 */
final class ScatteredPool implements AutoCloseable {
    private static final int MOST_UNITS = 64;

    private final Pool pool;
    private final MovableBlocks blocks;
    private final Random random;
    private final List<MovableBlock> live = new ArrayList<>();

    ScatteredPool(long capacity, long seed) {
        pool = Pool.builder().capacity(capacity).purge(false).build();
        long all = pool.allocateAddress(capacity);
        pool.memory().fill((byte) 1);
        pool.free(all);
        blocks = MovableBlocks.over(pool);
        random = new Random(seed);
    }

    Pool pool() {
        return pool;
    }

    MovableBlocks blocks() {
        return blocks;
    }

    /** New blocks of random sizes, so many bytes at least, or as many as there is room for. */
    void fill(long byteSize) {
        for (long filled = 0; filled < byteSize;) {
            long wanted = (1 + random.nextInt(MOST_UNITS)) * pool.unit();
            Optional<MovableBlock> block = blocks.tryAllocate(Math.min(wanted, byteSize - filled), 1);
            if (block.isEmpty()) {
                return;
            }
            live.add(block.get());
            filled += block.get().byteSize();
        }
    }

    /** Frees blocks at random until so many bytes are used at most. */
    void thin(long usedBytes) {
        Collections.shuffle(live, random);
        while (pool.usedBytes() > usedBytes) {
            live.removeLast().free();
        }
    }

    void clear() {
        live.forEach(MovableBlock::free);
        live.clear();
    }

    @Override
    public void close() {
        blocks.close();
        pool.close();
    }
}
