package dev.cleave.lab.experiment.contiguity;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * What became of the large request.
 *
 * @param ranges the memory that it was given, as whoever asked sees it, in order; none where it was
 *     refused
 * @param pieces blocks of the pool in which that memory lies
 * @param copiedBytes bytes that were copied for it, whether it was served or not
 * @param givingBack gives the memory back
 */
record Attempt(List<MemorySegment> ranges, int pieces, long copiedBytes, Runnable givingBack)
        implements
            AutoCloseable {
    /** Keeps a copy of the ranges. */
    Attempt {
        ranges = List.copyOf(ranges);
    }

    /** It was refused. */
    static Attempt refused(long copiedBytes) {
        return new Attempt(List.of(), 0, copiedBytes, () -> {});
    }

    /** What the pool answers to whoever asks it for one block. */
    static Attempt ofPool(Pool pool, long byteSize) {
        Optional<MemorySegment> block = pool.tryAllocate(byteSize, 1);
        return block.map(memory -> new Attempt(List.of(memory), 1, 0, () -> pool.free(memory)))
                .orElseGet(() -> refused(0));
    }

    boolean served() {
        return !ranges.isEmpty();
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        givingBack.run();
    }
}
