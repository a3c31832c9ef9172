package dev.cleave.lab.attach;

import dev.cleave.memory.PoolSnapshot;
import java.io.IOException;
import java.util.List;

/** Takes a snapshot of each pool of a JVM. */
public final class Snapshots {
    private Snapshots() {}

    /**
     * Asks for them, and waits until each pool has told its own: a second or two.
     *
     * @return one a pool, in the order in which they were opened; at least one
     * @throws NotWatchableException where the JVM cannot be watched, or has no open pool
     * @throws dev.cleave.memory.SnapshotFormatException where they are of a newer version
     */
    public static List<PoolSnapshot> of(Target target) throws IOException, InterruptedException {
        try (WatchedPools pools = WatchedPools.open(target)) {
            return pools.latest().stream().map(WatchedPools.Told::snapshot).toList();
        }
    }
}
