package dev.cleave.objects;

import java.util.concurrent.atomic.AtomicLong;

/** What lives in a stripe. Changed under its lock, read by anybody. */
final class StripeCounts {
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong liveBytes = new AtomicLong();
    private final AtomicLong extents = new AtomicLong();
    private final AtomicLong heldBytes = new AtomicLong();

    /** An object more, or, with numbers below zero, one less. */
    void add(int count, long byteSize, long extent) {
        objects.setRelease(objects.getPlain() + count);
        liveBytes.setRelease(liveBytes.getPlain() + byteSize);
        extents.setRelease(extents.getPlain() + extent);
    }

    void setHeld(long bytes) {
        heldBytes.setRelease(bytes);
    }

    long objects() {
        return objects.getAcquire();
    }

    /** Bytes that were asked for. */
    long liveBytes() {
        return liveBytes.getAcquire();
    }

    /** Bytes that they take in regions, headers and rounding among them. */
    long extents() {
        return extents.getAcquire();
    }

    /** Bytes of the stripe's part of the handle table, and of its lists of holes. */
    long heldBytes() {
        return heldBytes.getAcquire();
    }
}
