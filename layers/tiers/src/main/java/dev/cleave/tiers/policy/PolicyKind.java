package dev.cleave.tiers.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The policies that there are. */
public enum PolicyKind {
    /** Cleave's own: moves where what is expected to be saved exceeds what moving costs. */
    CLEAVE("cleave", CostBenefitPolicy::new),

    /** Least recently used: what was accessed longest ago gives way. */
    LRU("lru", tiers -> new CascadePolicy("lru", tiers, (residents, tier) -> new RecencyRanking())),

    /** CLOCK: what was not accessed since a hand last came by gives way. */
    CLOCK("clock", tiers -> new CascadePolicy("clock", tiers, (residents, tier) -> new ClockRanking())),

    /** LFU that forgets, by size: GreedyDual-Size-Frequency. */
    LFU("lfu", tiers -> new CascadePolicy("lfu", tiers, (residents, tier) -> new FrequencyRanking(residents))),

    /** W-TinyLFU: a sketch of frequencies decides who stays. */
    TINY_LFU("tinylfu", tiers -> new CascadePolicy("tinylfu", tiers,
            (residents, tier) -> new TinyLfuRanking(residents, tiers.get(tier).capacity()))),

    /** Fixed thresholds of hot and cold, as HeMem's. */
    THRESHOLDS("thresholds", tiers -> new CascadePolicy("thresholds", tiers, ThresholdRanking::new)),

    /** 2Q: newcomers pass through a queue. */
    TWO_QUEUES("2q", tiers -> new CascadePolicy("2q", tiers,
            (residents, tier) -> new TwoQueueRanking(residents, tiers.get(tier).capacity()))),

    /** ARC: ghosts decide between what was accessed once and what was more often. */
    ARC("arc", tiers -> new CascadePolicy("arc", tiers,
            (residents, tier) -> new AdaptiveRecencyRanking(residents, tiers.get(tier).capacity())));

    private final String label;
    private final Function<List<TierCosts>, PlacementPolicy> opening;

    PolicyKind(String label, Function<List<TierCosts>, PlacementPolicy> opening) {
        this.label = label;
        this.opening = opening;
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /**
     * A policy of this kind that knows nothing yet.
     *
     * @param tiers two or more, the nearest first
     * @throws IllegalArgumentException where they are not in order
     */
    public PlacementPolicy open(List<TierCosts> tiers) {
        return opening.apply(TierCosts.requireOrder(tiers));
    }

    /** The policy that users call {@code label}. */
    public static Optional<PolicyKind> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(PolicyKind::label).collect(Collectors.joining(", "));
    }
}
