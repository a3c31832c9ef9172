package dev.cleave.cli;

import dev.cleave.lab.attach.Wanted;

/** What {@code cleave record} makes a trace of. */
enum RecordedGrain {
    /** Blocks of pools. */
    POOL(Wanted.BLOCKS),

    /** What the program asked for, of whatever lies over a pool. */
    HEAP(Wanted.ALLOCATIONS);

    private final Wanted wanted;

    RecordedGrain(Wanted wanted) {
        this.wanted = wanted;
    }

    Wanted wanted() {
        return wanted;
    }
}
