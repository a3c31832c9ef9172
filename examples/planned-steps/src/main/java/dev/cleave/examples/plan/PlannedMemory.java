package dev.cleave.examples.plan;

import dev.cleave.plan.PlannedPool;

/** Memory from a planned pool. */
record PlannedMemory(PlannedPool pool) implements StepMemory {
    @Override
    public long allocate(long byteSize) {
        return pool.allocate(byteSize);
    }

    @Override
    public void free(long block) {
        pool.free(block);
    }
}
