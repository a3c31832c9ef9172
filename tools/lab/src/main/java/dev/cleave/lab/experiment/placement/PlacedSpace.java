package dev.cleave.lab.experiment.placement;

import dev.cleave.buddy.BuddySpace;

/** A space whose placement is under examination. Any thread may call; offsets are in units. */
interface PlacedSpace {
    /** What {@link #allocate} answers when no suitable block is free. */
    long NO_BLOCK = BuddySpace.NO_BLOCK;

    /** The offset of a block of 2^order units, or {@link #NO_BLOCK}. */
    long allocate(int order);

    /** Takes the block back. */
    void free(long offset);

    /** Maximal free blocks of each order; call while nothing else runs. */
    long[] freeBlocksByOrder();

    /** Cleave's buddy space. */
    static PlacedSpace cleave(long units) {
        BuddySpace space = BuddySpace.of(units);
        return new PlacedSpace() {
            @Override
            public long allocate(int order) {
                return space.allocate(order);
            }

            @Override
            public void free(long offset) {
                space.free(offset);
            }

            @Override
            public long[] freeBlocksByOrder() {
                space.flush();
                return space.freeBlocksByOrder();
            }
        };
    }
}
