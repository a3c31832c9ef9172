package dev.cleave.lab.heap;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.HeapUsage;

/**
 * What a heap held at one moment of a trace, and how it rounded over the whole of it.
 *
 * @param trace the trace as the user named it
 * @param events how many there are
 * @param event after how many of them the heap was looked at
 * @param atPeak whether that is where most bytes were live
 * @param liveBytes bytes live then, as they were asked for
 * @param capacityBytes of the pool below the heap
 * @param committedBytes real memory behind it then
 * @param usage what the heap held then
 * @param small rounding of blocks of up to 128 bytes, over the whole trace
 * @param medium of larger ones that are slots
 * @param large of those that are blocks of their own
 */
public record HeapReport(
        String trace,
        int events,
        int event,
        boolean atPeak,
        long liveBytes,
        long capacityBytes,
        long committedBytes,
        HeapUsage usage,
        Rounding small,
        Rounding medium,
        Rounding large) {

    /** Up to here classes are 8 or 16 bytes apart, and rounding is no more than that; beyond it is an eighth at most. */
    public static final int SMALL_BYTES = 128;

    /** The rounding of all slots. */
    public Rounding slots() {
        return small.plus(medium);
    }

    /** The rounding of all blocks. */
    public Rounding all() {
        return slots().plus(large);
    }

    /** Slabs of all classes. */
    public long slabs() {
        return usage.classes().stream().mapToLong(ClassUsage::slabs).sum();
    }

    /** Bytes of slabs that are part of no slot. */
    public long wastedBytes() {
        return usage.classes().stream().mapToLong(ClassUsage::wastedBytes).sum();
    }

    /** What part of all that the heap has taken from its pool these bytes are, 0 to 1. */
    public double share(long bytes) {
        return usage.blockBytes() == 0 ? 0 : (double) bytes / usage.blockBytes();
    }
}
