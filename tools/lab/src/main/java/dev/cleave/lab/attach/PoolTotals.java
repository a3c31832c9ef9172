package dev.cleave.lab.attach;

import dev.cleave.memory.PoolCounts;

/**
 * What a pool tells beside its snapshot.
 *
 * @param longestFreeRunBytes free units side by side: a request of so much is served at once
 * @param counts blocks handed out, taken back, and requests refused, since it was opened
 * @param purgedBytes given back to the operating system since it was opened
 */
public record PoolTotals(long longestFreeRunBytes, PoolCounts counts, long purgedBytes) {}
