package dev.cleave.page;

import dev.cleave.memory.PoolUsage;

/**
 * The figures of a subject at one time.
 *
 * @param at milliseconds since 1970
 * @param usage its bytes
 * @param freeBlocksByOrder how many maximal free blocks there are of each order
 * @param purgedBytes given back to the system so far
 * @param allocations blocks handed out so far
 * @param frees blocks taken back so far
 * @param failures requests refused so far
 * @param movedBlocks blocks that were moved so far
 * @param movedBytes their bytes
 */
record Look(
        long at,
        PoolUsage usage,
        long[] freeBlocksByOrder,
        long purgedBytes,
        long allocations,
        long frees,
        long failures,
        long movedBlocks,
        long movedBytes) {}
