package dev.cleave.tiers.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does what a policy asks for, at once, and keeps account of where everything lies. */
final class PolicyDriver {
    final Map<Long, Integer> tierOf = new HashMap<>();
    final Map<Long, Long> sizeOf = new HashMap<>();
    final long[] used;
    long moves;
    double nanos;
    private final PlacementPolicy policy;
    private final List<TierCosts> tiers;

    PolicyDriver(PlacementPolicy policy, List<TierCosts> tiers) {
        this.policy = policy;
        this.tiers = tiers;
        used = new long[tiers.size()];
    }

    /** Accesses an object and does all moves; whether it lay in the nearest tier before. */
    boolean access(long id, long byteSize, boolean write) {
        int tier = tierOf.getOrDefault(id, tiers.size() - 1);
        sizeOf.putIfAbsent(id, byteSize);
        if (tierOf.putIfAbsent(id, tier) == null) {
            used[tier] += byteSize;
        }
        nanos += tiers.get(tier).readNanos(byteSize);
        policy.accessed(id, byteSize, write);
        for (Optional<Move> move = policy.nextMove(Long.MAX_VALUE); move.isPresent(); move =
                policy.nextMove(Long.MAX_VALUE)) {
            perform(move.get());
        }
        return tier == 0;
    }

    void perform(Move move) {
        if (tierOf.getOrDefault(move.id(), -1) != move.from() || sizeOf.get(move.id()) != move.byteSize()) {
            throw new AssertionError(move + " of an object in tier " + tierOf.get(move.id()));
        }
        moves++;
        nanos += move.promotes() ? tiers.get(move.from()).moveNanos(move.byteSize(), tiers.get(move.to())) : 0;
        tierOf.put(move.id(), move.to());
        used[move.from()] -= move.byteSize();
        used[move.to()] += move.byteSize();
        policy.placed(move.id(), move.byteSize(), move.to(), move.promotes());
    }

    void remove(long id) {
        Integer tier = tierOf.remove(id);
        if (tier != null) {
            used[tier] -= sizeOf.remove(id);
        }
        policy.removed(id);
    }
}
