package dev.cleave.lab.peer;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.plan.Plan;
import dev.cleave.plan.PlannedPool;
import dev.cleave.plan.PlannedUsage;
import java.util.OptionalLong;

/**
 * Memory that follows a plan, over a pool of its own. Only in the order of the plan is it what it
 * is planned to be.
 */
public final class PlannedMemory extends PooledAllocator {
    private final PlannedPool planned;

    /** The memory of a plan over a pool, which this closes. */
    public PlannedMemory(Pool pool, Plan plan) {
        super(pool);
        planned = PlannedPool.of(pool, plan);
    }

    /** What was served as planned, and what was not. */
    public PlannedUsage usage() {
        return planned.usage();
    }

    @Override
    public long allocate(long byteSize, int slot) {
        try {
            return planned.allocate(byteSize);
        } catch (PoolExhaustedException full) {
            return NO_ADDRESS;
        }
    }

    @Override
    public void free(long address, int slot) {
        planned.free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return planned.usableBytes(address);
    }

    /** The plan's memory, whether blocks live in it or not, and what the heap beside it has. */
    @Override
    public OptionalLong reservedBytes() {
        return OptionalLong.of(planned.plan().plannedBytes() + planned.heap().usage().blockBytes());
    }

    @Override
    public long javaHeapBytes() {
        return planned.metadataBytes() + super.javaHeapBytes();
    }

    /** Places are aligned to what the plan says, not to the sizes of blocks. */
    @Override
    public boolean aligned() {
        return false;
    }

    @Override
    public void verifyEmpty() {
        long live = planned.usage().plannedBlocks() + planned.heap().usage().liveBlocks();
        if (live != 0) {
            throw new IllegalStateException("after every block was freed, " + live + " are counted as live");
        }
        pool.space().verify();
    }

    @Override
    public void close() {
        planned.close();
        super.close();
    }
}
