package dev.cleave.lab.experiment.attack;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.HashMap;
import java.util.Map;

/** Blocks that move: a request that finds nothing compacts first. */
final class MovableTarget implements Target {
    private final Pool pool;
    private final MovableBlocks blocks;
    private final Map<Long, MovableBlock> live = new HashMap<>();
    private long names;

    MovableTarget(long region) {
        pool = Pool.builder().name("attacked").capacity(region).purge(false).budget(MemoryBudget.unlimited()).build();
        blocks = MovableBlocks.builder(pool).pageblock(AttackRun.PAGEBLOCK).compactOnDemand(Budget.unlimited()).build();
    }

    @Override
    public long serve(long byteSize) {
        try {
            MovableBlock block = blocks.allocate(byteSize);
            live.put(++names, block);
            return names;
        } catch (PoolExhaustedException full) {
            return REFUSED;
        }
    }

    @Override
    public void giveBack(long block, long byteSize) {
        MovableBlock freed = live.remove(block);
        if (freed != null) {
            freed.free();
        }
    }

    /** Names in the order of allocation: there are no addresses to be seen. */
    @Override
    public long addressOf(long block) {
        return block * pool.unit();
    }

    @Override
    public boolean moves() {
        return true;
    }

    @Override
    public void close() {
        live.values().forEach(MovableBlock::free);
        blocks.close();
        pool.close();
    }
}
