package dev.cleave.far;

/**
 * What a far tier holds and has done so far; estimates while others use it. Objects longer than a
 * piece count once for each piece read or written.
 *
 * @param objects places that are given out
 * @param usedBytes bytes that they have, rounding included
 * @param writes writes that servers have acknowledged
 * @param bytesWritten bytes of them
 * @param bytesSent bytes of values sent: heads included, compressed where that is on, each retry
 *     counted
 * @param reads values read
 * @param bytesReceived bytes of them, as they lay on the server
 * @param replicaReads how many of them a replica answered
 * @param retries requests that were sent once more
 * @param leftKeys keys still to be deleted from the servers
 * @param bytesInFlight bytes on their way now
 */
public record FarUsage(
        long objects,
        long usedBytes,
        long writes,
        long bytesWritten,
        long bytesSent,
        long reads,
        long bytesReceived,
        long replicaReads,
        long retries,
        int leftKeys,
        int bytesInFlight) {}
