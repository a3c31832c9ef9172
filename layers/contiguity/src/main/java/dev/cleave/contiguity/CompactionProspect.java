package dev.cleave.contiguity;

import java.util.List;

/**
 * What a compaction for a request would have to do, found without moving anything: see {@link
 * Compactor#prospect}.
 *
 * @param possible whether there is a window in which nothing stands that cannot move
 * @param from the address of the window that would be emptied; where none can be, of the one with
 *     the least in its way; 0 where the pool is smaller than the request
 * @param byteSize bytes of the window
 * @param bytesToMove bytes of the movable blocks in it
 * @param obstacles where it is not possible, what stands in that window, as far as it is told
 */
public record CompactionProspect(
        boolean possible, long from, long byteSize, long bytesToMove, List<Obstacle> obstacles) {
    /** Keeps a copy of the list. */
    public CompactionProspect {
        obstacles = List.copyOf(obstacles);
    }
}
