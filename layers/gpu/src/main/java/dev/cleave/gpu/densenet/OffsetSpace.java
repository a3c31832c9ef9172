package dev.cleave.gpu.densenet;

import dev.cleave.buddy.BuddySpace;

/** A buddy space with exact fit, and no bytes behind it: copies do nothing. */
public final class OffsetSpace implements TensorSpace {
    /** Bytes of a unit: what each tensor's size is rounded up to. */
    public static final long UNIT = 4096;

    private final BuddySpace space;

    /**
     * An empty space.
     *
     * @param capacity bytes, {@link #UNIT} or more; a part of a unit at the end is of no use
     */
    public OffsetSpace(long capacity) {
        if (capacity < UNIT) {
            throw new IllegalArgumentException("a capacity of " + capacity + " bytes: must be " + UNIT + " or more");
        }
        space = BuddySpace.builder(capacity / UNIT).stripes(1).build();
    }

    @Override
    public long allocate(long bytes) {
        long units = Math.ceilDiv(bytes, UNIT);
        long offset = units > space.units() ? BuddySpace.NO_BLOCK : space.allocateExtent(units);
        return offset == BuddySpace.NO_BLOCK ? FULL : offset * UNIT;
    }

    @Override
    public void free(long place) {
        space.free(place / UNIT);
    }

    @Override
    public void copy(long from, long to, Step.Copy rows) {
        // there are no bytes to copy
    }

    /** All of it, used or not. */
    @Override
    public long reservedBytes() {
        return space.units() * UNIT;
    }

    @Override
    public void close() {
        // what it had was Java's
    }
}
