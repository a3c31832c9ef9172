package dev.cleave.lab.replay;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A peer that serves from the whole address space: it has no region, knows no orders, and is full only when the machine is.
 *
 * <p>Its memory is shared with all of the process, so it cannot tell how much of that is committed for the replay.
 */
abstract class UnboundedAllocator implements ReplayAllocator {
    private final String name;

    UnboundedAllocator(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final OptionalLong committedBytes() {
        return OptionalLong.empty();
    }

    @Override
    public final Optional<Region> region() {
        return Optional.empty();
    }

    @Override
    public final Optional<FreeBlocks> freeBlocks() {
        return Optional.empty();
    }

    /** Nothing to check: these allocators do not show their books. */
    @Override
    public final void verifyEmpty() {}

    /** Nothing to give back: every block has been freed. */
    @Override
    public final void close() {}
}
