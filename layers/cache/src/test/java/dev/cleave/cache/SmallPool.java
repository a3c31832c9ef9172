package dev.cleave.cache;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;

/** Pools for tests. */
final class SmallPool {
    private SmallPool() {}

    static Pool of(long capacity) {
        return Pool.builder().capacity(capacity).unit(4096).purge(false).budget(MemoryBudget.unlimited()).build();
    }
}
