package dev.cleave.tiers.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The policies that there are. */
public enum PolicyKind {
    /** Least recently used: what was accessed longest ago gives way. */
    LRU("lru", tiers -> new CascadePolicy("lru", tiers, (residents, capacity) -> new RecencyRanking()));

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
