package dev.cleave.memory;

/**
 * What a pool has done since it was opened. Blocks of arenas and heaps count as any other; a block that an arena leaves to the next one of
 * its thread, as a heap that hands out slots of blocks it has, does not come by the pool and is not counted again.
 *
 * <p>Counts are kept by stripes of threads, without atomics: of two threads of one stripe that count at the very same time one is not
 * counted. So they are for rates and trends; how much is used is told by {@link Pool#usedBytes()}, which is exact.
 *
 * @param allocations blocks handed out
 * @param frees blocks taken back
 * @param failures requests refused: exact
 */
public record PoolCounts(long allocations, long frees, long failures) {}
