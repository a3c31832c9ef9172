package dev.cleave.contiguity;

/**
 * What compaction has done since the blocks were opened, as the kernel counts it.
 *
 * @param stalls requests that waited for a compaction
 * @param successes those that were served by it
 * @param failures those that were not
 * @param migrated blocks that were moved
 * @param migrationsFailed moves that came to nothing: the block was pinned, freed, or there was no
 *     place
 * @param migratedBytes bytes of blocks that were moved
 * @param copiedBytes bytes that were copied, those of moves that came to nothing included
 */
public record CompactionCounts(
        long stalls,
        long successes,
        long failures,
        long migrated,
        long migrationsFailed,
        long migratedBytes,
        long copiedBytes) {}
