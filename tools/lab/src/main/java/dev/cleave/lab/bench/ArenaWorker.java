package dev.cleave.lab.bench;

import java.lang.foreign.Arena;
import java.util.function.Supplier;

/** Opens an arena, allocates in it and closes it; an operation is all of that. */
final class ArenaWorker extends Worker {
    /** Arenas between two looks at the clock. */
    static final int ARENAS = 100;

    private final Supplier<Arena> arenas;
    private final int allocations;
    private final long bytes;
    private long addresses;

    /**
     * A worker of so many allocations an arena.
     *
     * @param bytes of each allocation
     */
    ArenaWorker(Supplier<Arena> arenas, int allocations, long bytes) {
        this.arenas = arenas;
        this.allocations = allocations;
        this.bytes = bytes;
    }

    @Override
    long run(int phase, long deadline) {
        long done = 0;
        do {
            addresses += chunk();
            done += ARENAS;
        } while (System.nanoTime() < deadline);
        return done;
    }

    private long chunk() {
        long sum = 0;
        for (int each = 0; each < ARENAS; each++) {
            try (Arena arena = arenas.get()) {
                for (int allocation = 0; allocation < allocations; allocation++) {
                    sum += arena.allocate(bytes).address();
                }
            }
        }
        return sum;
    }

    /** The sum of all addresses is looked at, so that no allocation is done for nothing. */
    @Override
    void finish() {
        if (addresses == 0) {
            throw new IllegalStateException("every segment had the address 0");
        }
    }
}
