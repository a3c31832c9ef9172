package dev.cleave.metrics;

/**
 * A heap as JMX shows it, under {@code dev.cleave:type=Heap,name=…}. Sizes are in bytes. Figures
 * are those of one reading, at most a second old, or a hundred times what it takes to read them;
 * -1, or NaN, of a heap that is closed.
 */
public interface HeapMXBean {
    /** The name of the heap's pool. */
    String getPoolName();

    /** Whether heap and pool are open. */
    boolean isOpen();

    /** Handed out and not freed, slots and large blocks counted whole. */
    long getUsedBytes();

    /** Taken from the pool. */
    long getHeldBytes();

    /** Held by blocks larger than the largest slot. */
    long getLargeBytes();

    /** Blocks handed out and not freed. */
    long getLiveBlocks();

    /** Free in slabs, where their size class alone can use it. */
    long getStrandedBytes();

    /** In slabs, but part of no slot. */
    long getWastedBytes();

    /** Freed large blocks, kept for a later request. */
    long getSpareBytes();

    /** Freed, and not handed out yet. */
    long getQuarantinedBytes();

    /** Blocks freed, and not handed out yet. */
    long getQuarantinedBlocks();

    /** Blocks found corrupted, and out of service. */
    long getCorruptedBlocks();

    /** The heap's tables. */
    long getMetadataBytes();

    /** Blocks handed out since the heap was opened. */
    long getAllocations();

    /** Blocks freed. */
    long getFrees();

    /** Requests refused. */
    long getFailures();

    /** How old these figures are. */
    double getReadingAgeSeconds();

    /**
     * Gives what the heap holds for nobody back to the pool; answers how many bytes.
     *
     * @throws IllegalStateException where the heap is closed
     */
    long trim();

    /**
     * The heap's figures as JSON, a size class at a time. Taken anew each time.
     *
     * @throws IllegalStateException where the heap is closed
     */
    String usageJson();
}
