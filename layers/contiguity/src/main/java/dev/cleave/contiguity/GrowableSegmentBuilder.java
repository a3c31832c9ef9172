package dev.cleave.contiguity;

import dev.cleave.memory.OperatingSystemException;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link GrowableSegment}, all of which have defaults. Not thread-safe. */
public final class GrowableSegmentBuilder {
    final Pool pool;
    long mostBytes;
    @Nullable
    MovableBlocks blocks;
    @Nullable
    Budget compaction;
    @Nullable
    MapBudget mapBudget;

    GrowableSegmentBuilder(Pool pool) {
        this.pool = Objects.requireNonNull(pool, "pool");
    }

    /**
     * Bytes to which the segment can grow: so much address space is reserved, and nothing else.
     * Unless told, it does not grow.
     *
     * @param byteSize at least 1, at most the pool's capacity
     */
    public GrowableSegmentBuilder mostBytes(long byteSize) {
        requireSize(byteSize);
        mostBytes = byteSize;
        return this;
    }

    /**
     * Movable blocks of the pool that make room in one piece where too few mappings are left, and
     * what each such compaction may cost.
     *
     * @throws IllegalArgumentException where they are of another pool
     */
    public GrowableSegmentBuilder compactWith(MovableBlocks movable, Budget budget) {
        if (!movable.pool().equals(pool)) {
            throw new IllegalArgumentException("the blocks are of pool " + movable.pool().name()
                    + ", the segment of pool " + pool.name() + ": they must be of the same");
        }
        blocks = movable;
        compaction = Objects.requireNonNull(budget, "budget");
        return this;
    }

    /** Mappings for tests; those of the process unless told. */
    GrowableSegmentBuilder mapBudget(MapBudget budget) {
        mapBudget = budget;
        return this;
    }

    /**
     * A segment with these settings.
     *
     * @param byteSize bytes at first: 1 to the pool's capacity, and to the most where that was told
     * @throws IllegalArgumentException where there is no such size
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where too little is free, even after the pool's pressure
     *     listeners were asked
     * @throws MapsExhaustedException where it is free in more pieces than can be mapped
     * @throws OperatingSystemException where the system refuses a mapping, or room on the disk of
     *     the pool's file
     * @throws UnsupportedOperationException where the pool's memory cannot be mapped a second time
     */
    public GrowableSegment open(long byteSize) {
        requireSize(byteSize);
        if (mostBytes != 0 && byteSize > mostBytes) {
            throw new IllegalArgumentException("a segment of " + byteSize + " bytes that has " + mostBytes
                    + " at most: open it with as many or fewer");
        }
        requireFile();
        return new GrowableSegment(this, byteSize);
    }

    private void requireSize(long byteSize) {
        if (byteSize < 1 || byteSize > pool.capacity()) {
            throw new IllegalArgumentException("a segment of " + byteSize + " bytes: it must be from 1 to "
                    + pool.capacity() + ", the capacity of pool " + pool.name());
        }
    }

    private void requireFile() {
        if (pool.region().descriptor() < 0) {
            throw new UnsupportedOperationException("the memory of pool " + pool.name() + " is "
                    + pool.region().backing() + ", mapped by the port " + pool.region().system().name()
                    + ": only a memfd or a file can be mapped a second time, and only on Linux; open the pool with"
                    + " MemorySource.memfd, or gather pieces with GatherList");
        }
    }
}
