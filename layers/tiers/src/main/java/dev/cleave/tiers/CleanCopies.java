package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets go of clean copies where their tier runs short of room. Each round goes on behind the slot
 * where the last one ended, so that no object loses its copy twice before all others did.
 */
final class CleanCopies {
    private static final int NEAREST = 0;

    private final HandleTable table;
    private final ObjectMoves moves;
    private final TierCounters counters;
    private final AtomicLong hand = new AtomicLong();

    CleanCopies(HandleTable table, ObjectMoves moves, TierCounters counters) {
        this.table = table;
        this.moves = moves;
        this.counters = counters;
    }

    /**
     * Lets go of copies in a tier until so many bytes had room there, or each was looked at once. In
     * the nearest tier there are none, and nothing is looked at.
     *
     * @return the bytes that had room
     */
    long drop(int tier, long byteSize) {
        long freed = 0;
        long slots = tier == NEAREST ? 0 : table.usedSlots();
        for (long looked = 0; looked < slots && freed < byteSize; looked++) {
            long handle = table.handleIn(hand.getAndIncrement() % slots);
            long dropped = handle == 0 ? 0 : moves.dropCopy(handle, tier);
            if (dropped > 0) {
                counters.copyDropped();
            }
            freed += dropped;
        }
        return freed;
    }
}
