package dev.cleave.metrics;

import dev.cleave.memory.ChildUsage;

/**
 * A pool as JMX shows it, under {@code dev.cleave:type=Pool,name=…}. Sizes are in bytes. Figures
 * are those of one reading, at most a second old, or a hundred times what it takes to read them;
 * -1, or NaN, of a pool that is closed.
 */
public interface PoolMXBean {
    /** The pool's name. */
    String getName();

    /** Whether the pool is open. */
    boolean isOpen();

    /** Bytes of the smallest block. */
    long getUnitBytes();

    /** Asked for by the holders of live blocks. */
    long getRequestedBytes();

    /** Handed out, in whole units. */
    long getUsedBytes();

    /** Backed by memory, at most. */
    long getCommittedBytes();

    /** Address space. */
    long getReservedBytes();

    /** The most that can be handed out. */
    long getCapacityBytes();

    /** What can still be handed out. */
    long getFreeBytes();

    /** The largest block that can be had now. */
    long getLargestBlockBytes();

    /** Metadata beside the memory. */
    long getMetadataBytes();

    /**
     * How many maximal free blocks there are of 2^0, 2^1, … units; empty of a pool that is closed.
     */
    long[] getFreeBlocksByOrder();

    /** The size that the two indexes are for: 2 MiB, or all of a smaller pool. */
    long getWantedBytes();

    /** Share of free memory in blocks too small for the wanted size, 0 to 1. */
    double getUnusableFreeSpaceIndex();

    /**
     * Why a block of the wanted size cannot be had: towards 0 for lack of memory, towards 1 for its
     * scatter; -1 if it can.
     */
    double getFragmentationIndex();

    /** Blocks handed out since the pool was opened. */
    long getAllocations();

    /** Blocks taken back. */
    long getFrees();

    /** Requests refused. */
    long getFailures();

    /**
     * What each child of the pool holds, of those that are open or hold blocks; empty of a pool
     * that has none, is a child itself, or is closed.
     */
    ChildUsage[] getChildren();

    /** Free memory given back to the operating system. */
    long getPurgedBytes();

    /** How old these figures are. */
    double getReadingAgeSeconds();

    /**
     * Gives free memory back to the operating system now; answers how many bytes.
     *
     * @throws IllegalStateException where the pool is closed
     */
    long trim();

    /**
     * The state of the pool as JSON: its figures, free blocks by order, a map of what is used.
     * Taken anew each time.
     *
     * @throws IllegalStateException where the pool is closed
     */
    String snapshotJson();
}
