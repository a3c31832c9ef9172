package dev.cleave.objects;

/** Sums over the stripes, on the way to an {@link ObjectUsage}. One thread's. */
final class ObjectTally {
    long objects;
    long liveBytes;
    long extentBytes;
    long holeBytes;
    long openBytes;
    long regions;
    long tableBytes;
    long wornSlots;
    long copiedBytes;
    long evacuatedRegions;
}
