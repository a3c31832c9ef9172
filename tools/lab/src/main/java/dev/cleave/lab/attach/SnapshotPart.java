package dev.cleave.lab.attach;

/**
 * A part of a pool's snapshot, as a JVM tells it.
 *
 * @param number of the pool
 * @param part from 0
 * @param parts of this snapshot
 * @param base64 the part of its binary form
 * @param totals what the pool told beside it
 */
public record SnapshotPart(int number, int part, int parts, String base64, PoolTotals totals) {
    /** Refuses a part that cannot be. */
    public SnapshotPart {
        if (parts < 1 || part < 0 || part >= parts) {
            throw new IllegalArgumentException("part " + part + " of " + parts + " of a snapshot");
        }
    }
}
