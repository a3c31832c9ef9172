package dev.cleave.verify.soak;

import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.TierUsage;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.TieredStoreBuilder;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A store over memory, a file, and memory far away: a Redis server's where there is one. The nearer
 * tiers are full all the time.
 */
final class TierGround implements Ground {
    private static final long NEAR_BYTES = 512 << 10;
    private static final long FAR_BYTES = 8 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 1;

    final TieredStore store;
    private final List<WatchedTier> tiers;
    private final Path file;
    private final String options;

    TierGround(SplittableRandom random, Folder folder, FarServer server) throws Exception {
        PolicyKind policy = PolicyKind.values()[random.nextInt(PolicyKind.values().length)];
        boolean background = random.nextBoolean();
        boolean redis = server.isThere() && random.nextBoolean();
        file = folder.file("tier");
        options = "tiers by " + policy + ", background " + background + ", far in " + (redis ? "Redis" : "memory");
        tiers = List.of(new WatchedTier(MemoryTier.ofMemory("near", NEAR_BYTES), false),
                new WatchedTier(MemoryTier.ofFile("file", file, NEAR_BYTES), false),
                new WatchedTier(redis ? server.tier(FAR_BYTES) : MemoryTier.ofMemory("far", FAR_BYTES), true));
        TieredStoreBuilder builder = TieredStore.builder().policy(policy).background(background)
                .period(Duration.ofMillis(1)).sampleEvery(1 + random.nextInt(4));
        for (int tier = 0; tier < tiers.size(); tier++) {
            builder.tier(tiers.get(tier),
                    new TierCosts(tiers.get(tier).capacity(), Math.pow(10, 2 + tier), tier, tier));
        }
        store = builder.build();
    }

    @Override
    public String options() {
        return options;
    }

    @Override
    public List<Actor> actors(long owner) {
        return List.of(new TierActor(store, owner));
    }

    @Override
    public void verify() {
        for (TierUsage tier : store.usage()) {
            Finding.require(tier.usedBytes() <= tier.capacity(), "tiers: more is used than there is: " + tier);
        }
    }

    /** A mover in the background may have the places of what was just deleted. */
    @Override
    public void close() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
        Finding.require(isEmpty(), "left in the tiers: " + store.usage() + " " + tiers);
        store.close();
        boolean unused = Files.deleteIfExists(file);
    }

    private boolean isEmpty() {
        return store.usage().stream().allMatch(tier -> tier.objects() == 0 && tier.copies() == 0)
                && tiers.stream().allMatch(tier -> tier.places().get() == 0);
    }
}
