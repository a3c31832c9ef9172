package dev.cleave.contiguity;

import dev.cleave.memory.Pool;

/** The settings of {@link MovableBlocks}, all of which have defaults. Not thread-safe. */
public final class MovableBlocksBuilder {
    final Pool pool;
    boolean pinsSampled;
    int lastGeneration = HandleWord.LAST_GENERATION;

    MovableBlocksBuilder(Pool pool) {
        this.pool = pool;
    }

    /** Whether the place that takes a long pin is kept, for reports; it is not unless told. Costs a walk up the stack, a microsecond or two, for each long pin. */
    public MovableBlocksBuilder samplePins(boolean enabled) {
        pinsSampled = enabled;
        return this;
    }

    /** After so many lives a slot of the handle table is retired: for tests, as two billion are usual. */
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
