package dev.cleave.contiguity;

import dev.cleave.handle.HandleWord;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of {@link MovableBlocks}, all of which have defaults. Not thread-safe. */
public final class MovableBlocksBuilder {
    private static final long DEFAULT_PAGEBLOCK = 2L << 20;

    final Pool pool;
    boolean pinsSampled;
    long pageblock = DEFAULT_PAGEBLOCK;
    @Nullable
    MobilityGroups groups;
    @Nullable
    Budget onDemand;
    BackgroundCompaction.@Nullable Settings background;
    int lastGeneration = HandleWord.LAST_GENERATION;

    MovableBlocksBuilder(Pool pool) {
        this.pool = pool;
    }

    /**
     * Whether the place that takes a long pin is kept, for reports; it is not unless told. Costs a
     * walk up the stack, a microsecond or two, for each long pin.
     */
    public MovableBlocksBuilder samplePins(boolean enabled) {
        pinsSampled = enabled;
        return this;
    }

    /**
     * Bytes of a pageblock, the grain in which memory is kept whole: a power of two, at least the
     * pool's unit; 2 MiB unless told.
     */
    public MovableBlocksBuilder pageblock(long byteSize) {
        if (byteSize < pool.unit() || byteSize > 1L << 40 || Long.bitCount(byteSize) != 1) {
            throw new IllegalArgumentException("a pageblock of " + byteSize
                    + " bytes: it must be a power of two from the pool's unit, " + pool.unit() + ", to 1 TiB");
        }
        pageblock = byteSize;
        return this;
    }

    /**
     * Whether a request for any block of the pool that is about to fail makes room first, within a
     * budget for each: by asking for reclaimable blocks where too little is free, and by compaction
     * where it is scattered. Unless told, only whoever asks the {@linkplain
     * MovableBlocks#compactor() compactor} does.
     */
    public MovableBlocksBuilder compactOnDemand(Budget budget) {
        onDemand = Objects.requireNonNull(budget, "budget");
        return this;
    }

    /**
     * Whether a daemon thread makes whole pageblocks while more than a share of the free memory
     * lies in smaller blocks. Unless told, none does.
     *
     * @param mostUnusable 0 to 1: see {@link Compactor#tidy}
     * @param processorShare the most of a processor that it uses, above 0 and at most 1; a step
     *     that is under way, and a look at the pool, are not cut short but rested off
     * @param period from one look to the next
     * @throws IllegalArgumentException where one of them is out of its range
     */
    public MovableBlocksBuilder compactInBackground(double mostUnusable, double processorShare, Duration period) {
        background = new BackgroundCompaction.Settings(mostUnusable, processorShare, period);
        return this;
    }

    /**
     * Groups of the same pool in which the blocks lie, as movable and reclaimable ones; whoever
     * needs blocks that cannot move takes them from the groups. Unless told, the pool is not
     * grouped.
     *
     * @throws IllegalArgumentException where they are of another pool
     */
    public MovableBlocksBuilder grouped(MobilityGroups newGroups) {
        if (!newGroups.pool().equals(pool)) {
            throw new IllegalArgumentException("the groups are of pool " + newGroups.pool().name()
                    + ", the blocks of pool " + pool.name() + ": they must be of the same");
        }
        groups = newGroups;
        return this;
    }

    /**
     * After so many lives a slot of the handle table is retired: for tests, as two billion are
     * usual.
     */
    MovableBlocksBuilder lastGeneration(int generation) {
        lastGeneration = generation;
        return this;
    }

    /**
     * Movable blocks with these settings.
     *
     * @throws IllegalStateException where the pool is closed
     */
    public MovableBlocks build() {
        return new MovableBlocks(this);
    }
}
