package dev.cleave.objects;

/**
 * The figures of an {@link ObjectSpace}: estimates while others run. All bytes are held, and told
 * once: {@link #heldBytes()} is their sum.
 *
 * @param objects objects that live, giants among them
 * @param giants giants that live
 * @param liveBytes bytes that were asked for, of all of them
 * @param headerBytes headers and rounding of the objects in regions
 * @param holeBytes between the objects of regions
 * @param openBytes behind the last objects of the open regions, and of the region that is kept
 *     aside
 * @param giantExtraBytes headers and rounding of the giants
 * @param tableBytes the handle table and the lists of holes, on the Java heap
 * @param regions regions that have objects
 * @param wornSlots slots of the handle table that are not used again for now
 * @param copiedBytes bytes that were ever copied to move objects
 * @param evacuatedRegions regions that came free by moving what was in them
 */
public record ObjectUsage(
        long objects,
        long giants,
        long liveBytes,
        long headerBytes,
        long holeBytes,
        long openBytes,
        long giantExtraBytes,
        long tableBytes,
        long regions,
        long wornSlots,
        long copiedBytes,
        long evacuatedRegions) {
    /** All that the space holds: of the pool, and of tables on the Java heap. */
    public long heldBytes() {
        return liveBytes + headerBytes + holeBytes + openBytes + giantExtraBytes + tableBytes;
    }
}
