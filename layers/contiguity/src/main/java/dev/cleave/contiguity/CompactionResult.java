package dev.cleave.contiguity;

import java.util.List;

/**
 * What a compaction came to.
 *
 * @param succeeded whether there is such a range now, or the block that was asked for was had
 * @param address of the block that was asked for; 0 where none was, or it was not had
 * @param copiedBytes bytes of blocks that were moved
 * @param budgetSpent whether it ended because its budget did
 * @param obstacles where it did not succeed, what stood in the window that came nearest: the lowest
 *     sixteen at most
 */
public record CompactionResult(
        boolean succeeded, long address, long copiedBytes, boolean budgetSpent, List<Obstacle> obstacles) {
    /** Keeps a copy. */
    public CompactionResult {
        obstacles = List.copyOf(obstacles);
    }
}
