package dev.cleave.tiers;

import java.util.concurrent.atomic.LongAdder;

/** Counts what was decided, for {@link TierCounts}. */
final class TierCounters {
    private final LongAdder promotions = new LongAdder();
    private final LongAdder demotions = new LongAdder();
    private final LongAdder freeDemotions = new LongAdder();
    private final LongAdder broughtNear = new LongAdder();
    private final LongAdder refusedInUse = new LongAdder();
    private final LongAdder refusedNoRoom = new LongAdder();
    private final LongAdder refusedFailed = new LongAdder();
    private final LongAdder spilled = new LongAdder();
    private final LongAdder copiesDropped = new LongAdder();
    private final LongAdder placesLost = new LongAdder();
    private final LongAdder copiedBytes = new LongAdder();

    /** A move came to its end. */
    void ended(Outcome outcome, boolean promotes) {
        switch (outcome) {
            case MOVED -> (promotes ? promotions : demotions).increment();
            case SWITCHED -> freeDemotions.increment();
            case PINNED -> refusedInUse.increment();
            case NO_ROOM -> refusedNoRoom.increment();
            case FAILED -> refusedFailed.increment();
            case THERE, GONE -> {
                // Nothing was decided.
            }
        }
    }

    void broughtNear() {
        broughtNear.increment();
    }

    void spilled() {
        spilled.increment();
    }

    void copyDropped() {
        copiesDropped.increment();
    }

    void placeLost() {
        placesLost.increment();
    }

    void copied(long bytes) {
        copiedBytes.add(bytes);
    }

    long copiedBytes() {
        return copiedBytes.sum();
    }

    TierCounts counts() {
        return new TierCounts(promotions.sum(), demotions.sum(), freeDemotions.sum(), broughtNear.sum(),
                refusedInUse.sum(), refusedNoRoom.sum(), refusedFailed.sum(), spilled.sum(), copiesDropped.sum(),
                placesLost.sum(), copiedBytes.sum());
    }
}
