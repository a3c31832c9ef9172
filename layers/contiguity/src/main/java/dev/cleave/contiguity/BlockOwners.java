package dev.cleave.contiguity;

import dev.cleave.handle.AtomicWords;

/**
 * Which handle's block begins at which unit of a pool: how whoever walks over memory learns what
 * may be moved.
 */
final class BlockOwners {
    static final long NOBODY = 0;

    private final AtomicWords handles;
    private final BlockPlaces places;

    BlockOwners(BlockPlaces places) {
        this.places = places;
        handles = new AtomicWords(places.units());
    }

    /** Says so before others can meet the block. */
    void set(long address, long handle) {
        handles.setRelease(places.unitOf(address), handle);
    }

    /** Says that nothing movable begins there: before the memory can be another's. */
    void clear(long address) {
        handles.setRelease(places.unitOf(address), NOBODY);
    }

    /**
     * The handle of the block that begins at a unit, or {@link #NOBODY}; it may have been freed or
     * moved meanwhile.
     */
    long at(long unit) {
        return handles.getAcquire(unit);
    }

    long byteSize() {
        return handles.byteSize();
    }
}
