package dev.cleave.tiers;

import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link TieredStore}: its tiers, and what is to be otherwise than usual. For one thread. */
public final class TieredStoreBuilder {
    private static final long MOST_OBJECTS = 1L << 32;
    private static final long USUAL_OBJECTS = 1L << 26;
    private static final int SMALLEST_OBJECT = 16;

    /** Two that measure as near as this may be measured the wrong way round. */
    private static final double NOISE = 4;

    private final List<Tier> tiers = new ArrayList<>();
    private final List<@Nullable TierCosts> given = new ArrayList<>();

    Function<List<TierCosts>, PlacementPolicy> policy = PolicyKind.CLEAVE::open;
    Duration period = Duration.ofMillis(20);
    boolean background = true;
    long bytesPerSecond = 256L << 20;
    int pinsPerSample = 16;
    long mostObjects;

    TieredStoreBuilder() {}

    /**
     * The next tier: the nearest first. What it costs is measured when the store is opened. The
     * store closes it.
     *
     * @throws IllegalArgumentException where it is there already, or has another's name
     */
    public TieredStoreBuilder tier(Tier tier) {
        return add(tier, null);
    }

    /** As {@link #tier(Tier)}, with what it costs. */
    public TieredStoreBuilder tier(Tier tier, TierCosts costs) {
        return add(tier, Objects.requireNonNull(costs, "costs"));
    }

    private TieredStoreBuilder add(Tier tier, @Nullable TierCosts costs) {
        Objects.requireNonNull(tier, "tier");
        for (Tier present : tiers) {
            if (present.equals(tier) || present.name().equals(tier.name())) {
                throw new IllegalArgumentException("there is a tier " + tier.name()
                        + " already: give each tier once, and each a name of its own");
            }
        }
        if (tiers.size() == Places.MOST_TIERS) {
            throw new IllegalArgumentException("more than " + Places.MOST_TIERS + " tiers");
        }
        tiers.add(tier);
        given.add(costs);
        return this;
    }

    /** Who decides what lies where; {@link PolicyKind#CLEAVE} unless told. */
    public TieredStoreBuilder policy(PolicyKind kind) {
        return policy(kind::open);
    }

    /**
     * As {@link #policy(PolicyKind)}: makes a policy of one's own from what the tiers cost. One is
     * made when the store opens, and another where the Java heap was full inside the first: that is
     * told of all objects anew.
     */
    public TieredStoreBuilder policy(Function<List<TierCosts>, PlacementPolicy> opening) {
        policy = Objects.requireNonNull(opening, "opening");
        return this;
    }

    /** Whether a thread moves objects in the background; it does unless told. If not, {@link TieredStore#step} does. */
    public TieredStoreBuilder background(boolean enabled) {
        background = enabled;
        return this;
    }

    /**
     * The most bytes that the background copies in a second; 256 MiB unless told.
     *
     * @throws IllegalArgumentException where it is less than 1
     */
    public TieredStoreBuilder bandwidth(long newBytesPerSecond) {
        if (newBytesPerSecond < 1) {
            throw new IllegalArgumentException("a bandwidth of " + newBytesPerSecond
                    + " bytes a second: must be 1 or more; background(false) moves nothing");
        }
        bytesPerSecond = newBytesPerSecond;
        return this;
    }

    /**
     * How often the background looks for work; 20 ms unless told.
     *
     * @throws IllegalArgumentException where it is not from a microsecond to a day
     */
    public TieredStoreBuilder period(Duration newPeriod) {
        if (newPeriod.compareTo(Duration.ofNanos(1000)) < 0 || newPeriod.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a period of " + newPeriod + ": must be from a microsecond to a day");
        }
        period = newPeriod;
        return this;
    }

    /**
     * One pin of so many is told to the policy, at random distances; 16 unless told, 1 tells all.
     *
     * @throws IllegalArgumentException where it is not from 1 to 2^20
     */
    public TieredStoreBuilder sampleEvery(int pins) {
        if (pins < 1 || pins > 1 << 20) {
            throw new IllegalArgumentException("one sample of " + pins + " pins: must be from 1 to 2^20");
        }
        pinsPerSample = pins;
        return this;
    }

    /**
     * The most objects that live at once; as many of 16 bytes as fit unless told, 2^26 at most.
     *
     * @throws IllegalArgumentException where it is not from 1 to 2^32
     */
    public TieredStoreBuilder mostObjects(long count) {
        if (count < 1 || count > MOST_OBJECTS) {
            throw new IllegalArgumentException(count + " objects: must be from 1 to 2^32");
        }
        mostObjects = count;
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException where there are less than two tiers, or one is nearer than
     *     the one before it; the tiers stay open
     * @throws TierFailedException where a tier failed while it was looked at; the tiers stay open
     */
    public TieredStore build() {
        if (tiers.size() < 2) {
            throw new IllegalArgumentException(tiers.size()
                    + " tiers: a store has two or more, the nearest first; for one there are pools and heaps");
        }
        return new TieredStore(this, tiers, costs(), addressed());
    }

    /** How many tiers have addresses: the nearest ones. */
    private int addressed() {
        int count = 0;
        for (int tier = 0; tier < tiers.size(); tier++) {
            if (CostProbe.hasAddresses(tiers.get(tier))) {
                if (tier > count) {
                    throw new IllegalArgumentException("tier " + tiers.get(tier).name()
                            + " is in this process's memory and tier " + tiers.get(tier - 1).name()
                            + ", before it, is not: give the nearest first");
                }
                count++;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("no tier is in this process's memory, where objects are used:"
                    + " give a MemoryTier first");
        }
        return count;
    }

    private List<TierCosts> costs() {
        List<TierCosts> costs = new ArrayList<>();
        for (int tier = 0; tier < tiers.size(); tier++) {
            TierCosts told = given.get(tier);
            TierCosts before = tier == 0 ? null : costs.get(tier - 1);
            costs.add(told != null ? told : measured(tiers.get(tier), before));
        }
        return TierCosts.requireOrder(costs);
    }

    /** DRAM and a mapped file whose pages are in memory measure alike: which is nearer is the caller's word then. */
    private static TierCosts measured(Tier tier, @Nullable TierCosts before) {
        TierCosts costs = CostProbe.measure(tier);
        if (before == null || costs.accessNanos() >= before.accessNanos()
                || costs.accessNanos() * NOISE <= before.accessNanos()) {
            return costs;
        }
        return new TierCosts(costs.capacity(), before.accessNanos(), costs.readNanosPerByte(),
                costs.writeNanosPerByte());
    }

    /** How many handles there can be. */
    long slots() {
        if (mostObjects > 0) {
            return mostObjects;
        }
        long capacity = 0;
        for (Tier tier : tiers) {
            capacity += Math.min(tier.capacity(), USUAL_OBJECTS * SMALLEST_OBJECT);
        }
        return Math.clamp(capacity / SMALLEST_OBJECT, 1024, USUAL_OBJECTS);
    }
}
