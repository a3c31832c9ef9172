package dev.cleave.buddy;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One slot a unit that says which owner holds it: taken by compare-and-set after an allocation, given back before the free.
 * Two owners of one unit meet here at once, whichever thread is the later one.
 */
final class OwnerMap {
    private static final long NOBODY = 0;

    private final AtomicLongArray owners;

    OwnerMap(long units) {
        owners = new AtomicLongArray(Math.toIntExact(units));
    }

    /** The owner, any number but 0, takes these units. */
    void take(long owner, long offset, long count) {
        for (long unit = offset; unit < offset + count; unit++) {
            if (!owners.compareAndSet(Math.toIntExact(unit), NOBODY, owner)) {
                throw new AssertionError(
                        "unit " + unit + " of the block " + offset + " + " + count + " given to " + owner
                                + " belongs to " + owners.get(Math.toIntExact(unit)));
            }
        }
    }

    /** The owner gives these units back. */
    void give(long owner, long offset, long count) {
        for (long unit = offset; unit < offset + count; unit++) {
            if (!owners.compareAndSet(Math.toIntExact(unit), owner, NOBODY)) {
                throw new AssertionError(
                        "unit " + unit + " of the block " + offset + " + " + count + " held by " + owner
                                + " belongs to " + owners.get(Math.toIntExact(unit)));
            }
        }
    }
}
