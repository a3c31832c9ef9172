package dev.cleave.fleet;

import java.io.Serializable;

/**
 * A process's figures at one time: the sums of its pools and heaps.
 *
 * @param process who it is: what is the same in all of its snapshots
 * @param application name of the program; may be empty
 * @param version of the program; may be empty
 * @param takenAtMillis since the epoch
 * @param pools how many it has
 * @param capacityBytes of all pools
 * @param largestPoolBytes capacity of the largest
 * @param requestedBytes asked for and served
 * @param usedBytes handed out
 * @param committedBytes real memory
 * @param freeBytes of all pools
 * @param mostFreeBytes free in the pool that has most free
 * @param freeBelow2MiBBytes free in blocks below 2 MiB
 * @param largestFreeBytes the largest free block of any pool
 * @param strandedBytes free in slabs
 * @param slabWasteBytes of slabs, part of no slot
 */
record ProcessFigures(
        String process,
        String application,
        String version,
        long takenAtMillis,
        int pools,
        long capacityBytes,
        long largestPoolBytes,
        long requestedBytes,
        long usedBytes,
        long committedBytes,
        long freeBytes,
        long mostFreeBytes,
        long freeBelow2MiBBytes,
        long largestFreeBytes,
        long strandedBytes,
        long slabWasteBytes)
        implements
            Serializable {}
