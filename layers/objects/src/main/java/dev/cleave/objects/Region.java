package dev.cleave.objects;

/**
 * A block of the pool that is filled with objects from its first byte on. Its books are its
 * stripe's, under that stripe's lock.
 */
final class Region {
    final long start;
    final long end;

    /** Behind this one there is nothing yet. */
    long top;

    /** Bytes before the top that no object has. */
    long freeBytes;

    int objects;

    /** Bytes that the stripe had placed when this one was opened, or last passed over. */
    long birth;

    /** Its index among its stripe's regions. */
    int index;

    /** Whether its objects are being moved out: its holes are in no list then. */
    boolean evacuated;

    /** Whether it went back to the pool. */
    boolean gone;

    Region(long start, long byteSize) {
        this.start = start;
        end = start + byteSize;
        top = start;
    }

    /** Whether a byte of it lies from one location to before another. */
    boolean isWithin(long from, long to) {
        return start < to && end > from;
    }

    long liveBytes() {
        return top - start - freeBytes;
    }
}
