package dev.cleave.heap;

/**
 * What an object cache holds: an estimate while others run.
 *
 * @param slotBytes bytes of an object, rounded up to its alignment
 * @param slabs how many slabs there are
 * @param objects constructed objects, taken or not
 * @param takenObjects those that were taken and not given back
 * @param blockBytes bytes of the slabs' blocks
 * @param constructed how often the constructor ran so far
 * @param destructed how often the destructor ran so far
 */
public record ObjectCacheUsage(int slotBytes, long slabs, long objects, long takenObjects, long blockBytes,
        long constructed,
        long destructed) {
    /** Bytes of objects that are constructed and not taken. */
    public long spareBytes() {
        return (objects - takenObjects) * slotBytes;
    }

    /** Bytes of the blocks that are part of no object. */
    public long wastedBytes() {
        return blockBytes - objects * slotBytes;
    }
}
