package dev.cleave.memory;

import java.util.List;

/**
 * What a pool tells about itself. Nothing stops meanwhile, so figures are estimates while others
 * run.
 */
interface Figures {
    /** Bytes handed out, in whole units. */
    long usedBytes();

    /** Bytes that are backed by memory at most. */
    long committedBytes();

    /** All figures. */
    PoolUsage usage();

    /** The places that hold most, most first. */
    List<AllocationSite> topSites(int limit);

    /** The state of the memory, to be drawn. */
    PoolSnapshot snapshot();
}
