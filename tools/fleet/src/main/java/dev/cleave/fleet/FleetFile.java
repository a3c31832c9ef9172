package dev.cleave.fleet;

import java.io.Serializable;

/**
 * A file of the fleet's.
 *
 * @param path as Spark and Hadoop read it
 * @param bytes its length
 */
record FleetFile(String path, long bytes) implements Serializable {
    /** Whether its name says that it is a trace. What snapshots are, their first bytes say. */
    boolean isTrace() {
        return path.endsWith(".trace") || path.endsWith(".trace.gz");
    }
}
