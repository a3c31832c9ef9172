package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets go of clean copies where their tier runs short of room. Each round goes on behind the slot
 * where the last one ended, so that no object loses its copy twice before all others did.
 */
final class CleanCopies {
    private final HandleTable table;
    private final ObjectMoves moves;
    private final CopyCounts copyCounts;
    private final TierCounters counters;
    private final AtomicLong hand = new AtomicLong();

    CleanCopies(HandleTable table, ObjectMoves moves, CopyCounts copyCounts, TierCounters counters) {
        this.table = table;
        this.moves = moves;
        this.copyCounts = copyCounts;
        this.counters = counters;
    }

    /**
     * Lets go of copies in a tier until so many bytes had room there, or each was looked at once. Where
     * there are none, nothing is looked at; it ends when as many were met as there were.
     *
     * @return the bytes that had room
     */
    long drop(int tier, long byteSize) {
        long freed = 0;
        long unmet = copyCounts.in(tier);
        long slots = table.usedSlots();
        for (long looked = 0; looked < slots && unmet > 0 && freed < byteSize; looked++) {
            long handle = table.handleIn(hand.getAndIncrement() % slots);
            if (handle == 0 || !moves.hasCopyIn(handle, tier)) {
                continue;
            }
            unmet--;
            long dropped = moves.dropCopy(handle, tier);
            if (dropped > 0) {
                counters.copyDropped();
            }
            freed += dropped;
        }
        return freed;
    }

    /** How many slots were looked at until now. */
    long looked() {
        return hand.get();
    }
}
