package dev.cleave.record;

/** What a recording is of. */
public enum Grain {
    /** The blocks of pools, whoever holds them. */
    BLOCKS,

    /**
     * What programs asked for: blocks of pools, and in place of those that heaps, object caches and
     * arenas cut up, the parts that these handed out.
     */
    ALLOCATIONS
}
