package dev.cleave.lab.attach;

import java.io.IOException;

/**
 * Is told what a watched JVM tells of its pools, by one thread. Where it throws, the watch is over.
 */
public interface PoolObserver {
    /** There is a pool of this number and name. Told again and again. */
    default void pool(int number, String name) throws IOException {}

    /**
     * What happened to blocks next.
     *
     * @param format of the text
     * @param batch from 0 in a recording
     * @param lost entries that were lost since the recording began
     * @param oneIn of so many blocks one is recorded
     */
    default void blocks(int format, long batch, long lost, int oneIn, String text) throws IOException {}

    /** A part of a pool's snapshot. */
    default void snapshot(SnapshotPart part) throws IOException {}
}
