package dev.cleave.tiers;

import dev.cleave.tiers.policy.TierCosts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Measures what a tier costs: how long it takes to the first byte, and how long for each byte read
 * and written. It takes the best of some rounds, as what disturbs a measurement makes it longer.
 */
final class CostProbe {
    private static final int ROUNDS = 7;
    private static final int SMALL = 64;
    private static final int LARGE = 256 << 10;

    private CostProbe() {}

    /**
     * Whether the places of a tier have addresses.
     *
     * @throws TierFailedException where it cannot say
     */
    static boolean hasAddresses(Tier tier) {
        long place = place(tier, Math.min(SMALL, tier.capacity()));
        try {
            return tier.address(place) != Tier.NO_ADDRESS;
        } finally {
            tier.free(place);
        }
    }

    /**
     * The costs of a tier.
     *
     * @throws TierFailedException where it failed meanwhile
     */
    static TierCosts measure(Tier tier) {
        try (Arena arena = Arena.ofConfined()) {
            long large = Math.clamp(tier.capacity() / 4, 2 * SMALL, LARGE);
            long place = place(tier, large);
            try {
                return costs(tier, place, arena.allocate(SMALL), arena.allocate(large));
            } finally {
                tier.free(place);
            }
        }
    }

    private static long place(Tier tier, long byteSize) {
        long place = tier.allocate(byteSize);
        if (place == Tier.NO_PLACE) {
            throw new IllegalArgumentException("tier " + tier.name() + " has no room for " + byteSize
                    + " bytes, by which it is looked at: give it more, and give it to one store");
        }
        return place;
    }

    private static TierCosts costs(Tier tier, long place, MemorySegment small, MemorySegment large) {
        double more = large.byteSize() - small.byteSize();
        long writeLarge = best(() -> tier.write(place, 0, large));
        long writeSmall = best(() -> tier.write(place, 0, small));
        long readLarge = best(() -> tier.read(place, 0, large));
        long readSmall = best(() -> tier.read(place, 0, small));
        return new TierCosts(tier.capacity(), readSmall, Math.max(0, (readLarge - readSmall) / more),
                Math.max(0, (writeLarge - writeSmall) / more));
    }

    private static long best(Runnable work) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - begin);
        }
        return best;
    }
}
