package dev.cleave.heap;

/**
 * Which sizes can have been asked for, when a block has so much room: what a free that names a size is held against. A size is refused
 * only if no request for it can have been given this room.
 *
 * <p>Most requests get the room of their size class, or of their units. Others get more: those for an alignment, those that borrow a slot of a
 * larger class in a full pool, and those that get a spare block. The first two are rare, and count from the first time on that they happened.
 */
final class AskedSizes {
    private final int unitShift;
    private volatile boolean anyAligned;
    private volatile boolean anyLent;

    AskedSizes(int unitShift) {
        this.unitShift = unitShift;
    }

    /** A request got more room than its size needs, for the sake of its alignment. */
    void noteAligned() {
        if (!anyAligned) {
            anyAligned = true;
        }
    }

    /** A request borrowed a slot of a larger class. */
    void noteLent() {
        if (!anyLent) {
            anyLent = true;
        }
    }

    /** The room that a block of so many bytes, no more than a pool has, is given as a rule. */
    long rounded(long byteSize) {
        return byteSize <= SizeClasses.LARGEST
                ? SizeClasses.bytes(SizeClasses.of((int) byteSize))
                : bytesOfUnits(byteSize);
    }

    private long bytesOfUnits(long byteSize) {
        return (byteSize - 1 >>> unitShift) + 1 << unitShift;
    }

    /**
     * Whether a block with this room stays where it is when it is reallocated to so many bytes. A slot, and a large block that became smaller than
     * one, serves what would fill more than half of it; a large block what would fill eight ninths of it.
     */
    boolean suits(long room, long byteSize) {
        if (byteSize > room) {
            return false;
        }
        return byteSize <= SizeClasses.LARGEST ? 2 * rounded(byteSize) > room : isSpareFor(room, byteSize);
    }

    private boolean isSpareFor(long room, long byteSize) {
        return room >>> unitShift <= LargeBlocks.mostUnits(bytesOfUnits(byteSize) >>> unitShift);
    }

    /** Whether so many bytes can have been asked for when a slot of this class was handed out. */
    boolean maySlotBe(int slotBytes, long byteSize) {
        if (byteSize > slotBytes || suits(slotBytes, byteSize)) {
            return byteSize <= slotBytes;
        }
        int sizeClass = SizeClasses.of(slotBytes);
        int lenders = anyLent ? Slabs.LENDERS : 0;
        long mostAlignment = anyAligned ? Math.min(Integer.lowestOneBit(slotBytes), 1L << unitShift) : 1;
        for (long alignment = 1; alignment <= mostAlignment; alignment <<= 1) {
            int least = SizeClasses.of((int) byteSize, alignment);
            if (least <= sizeClass && sizeClass <= least + lenders) {
                return true;
            }
        }
        return false;
    }

    /** Whether so many bytes can have been asked for when a large block with this room was handed out, or made as long as it is. */
    boolean mayLargeBlockBe(long room, long byteSize) {
        if (byteSize > room || suits(room, byteSize)) {
            return byteSize <= room;
        }
        return anyAligned && (isSpareFor(room, byteSize) || Long.bitCount(room) == 1);
    }
}
