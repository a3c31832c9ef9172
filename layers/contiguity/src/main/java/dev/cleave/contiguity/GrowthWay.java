package dev.cleave.contiguity;

/** How a {@link GrowableSegment} came to its bytes, the cheapest way first. */
public enum GrowthWay {
    /** The last unit had room: nothing was done. */
    ROOM,
    /** The memory behind the last piece was free, and was mapped behind it: no mapping more. */
    EXTENDED,
    /** Pieces from elsewhere were mapped side by side: nothing was copied. */
    STITCHED,
    /**
     * Too few mappings were left for the pieces that there are, so others' blocks were moved to
     * make one piece of them.
     */
    COMPACTED,
    /**
     * Too few mappings were left, and no block could be moved: the whole segment was copied into
     * one piece, at the same address. For this once, old and new were held at the same time.
     */
    COPIED
}
