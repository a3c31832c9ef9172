package dev.cleave.memory;

/**
 * What a child of a pool holds, and what was refused to it: see {@link Pool#child}. Taken while
 * others run it is an estimate, but never more is used than the cap allows. Bytes of blocks are
 * those of whole units.
 *
 * @param name the child's name
 * @param capBytes the most bytes that it may hold
 * @param usedBytes bytes of the blocks that it holds
 * @param peakBytes the most bytes that it ever held at once, with blocks that waited for its next
 *     short-lived arena
 * @param allocations blocks handed out; counted as {@link PoolCounts} are
 * @param frees blocks taken back, whoever freed them
 * @param capFailures requests refused as they would have exceeded the cap
 * @param poolFailures requests refused as the pool had no such block
 * @param abandoned whether it is closed, and blocks of it are held yet: see {@link
 *     Pool#closeAbandoning}
 */
public record ChildUsage(
        String name,
        long capBytes,
        long usedBytes,
        long peakBytes,
        long allocations,
        long frees,
        long capFailures,
        long poolFailures,
        boolean abandoned) {
    /** Requests refused, for whatever reason. */
    public long failures() {
        return capFailures + poolFailures;
    }
}
