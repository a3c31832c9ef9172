package dev.cleave.contiguity;

import dev.cleave.memory.Pool;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A search that takes a block of a pool, which goes back where the caller cannot be told of it. For
 * one thread.
 */
final class Taking implements LongSupplier {
    private final Pool pool;
    private final LongSupplier search;
    private long taken = CompactionRun.NOT_FOUND;

    /**
     * @param search answers the address of a block that it took, or {@link CompactionRun#NOT_FOUND}
     */
    Taking(Pool pool, LongSupplier search) {
        this.pool = pool;
        this.search = search;
    }

    /** Takes over what the caller took, 0 for nothing; answers as the search does. */
    long took(long address) {
        taken = address != 0 ? address : CompactionRun.NOT_FOUND;
        return taken;
    }

    @Override
    public long getAsLong() {
        taken = search.getAsLong();
        return taken;
    }

    /** What a task answers; where it fails, the block that this search took is free again. */
    CompactionResult told(Supplier<CompactionResult> task) {
        boolean told = false;
        try {
            CompactionResult result = task.get();
            told = true;
            return result;
        } finally {
            if (!told && taken != CompactionRun.NOT_FOUND) {
                pool.free(taken);
            }
        }
    }
}
