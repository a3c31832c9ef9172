package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;

/**
 * Whoever writes an object: from the first one on its copy in a farther tier is worth nothing, and
 * is let go of. Cost without a copy: a compare-and-set.
 */
final class Writers {
    private final HandleTable table;
    private final CopyCounts copyCounts;

    Writers(HandleTable table, CopyCounts copyCounts) {
        this.table = table;
        this.copyCounts = copyCounts;
    }

    /**
     * Pins an object to write it; a move that is under way comes to nothing, and its mover lets go
     * of the copy.
     *
     * @return its place
     */
    long begin(long handle) {
        long place = table.pinLong(handle);
        boolean begun = false;
        try {
            if (table.other(handle) != Places.NONE) {
                dropCopy(handle);
            }
            begun = true;
            return place;
        } finally {
            if (!begun) {
                end(handle);
            }
        }
    }

    /**
     * Who comes second finds a mover, which is the first of them, or one that this pin has
     * cancelled.
     */
    private void dropCopy(long handle) {
        if (table.claim(handle)) {
            long copy = table.other(handle);
            table.setOther(handle, Places.NONE);
            table.giveUpMove(handle);
            copyCounts.free(copy);
        }
    }

    /** Ends what {@link #begin} began. */
    void end(long handle) {
        table.unpinLong(handle);
    }
}
