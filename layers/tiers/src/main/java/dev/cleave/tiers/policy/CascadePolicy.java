package dev.cleave.tiers.policy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy that ranks and does not weigh: what is accessed is to come to the nearest tier, if that
 * tier's {@link Ranking} admits it, and who gives way goes one tier down, where the next may have
 * to give way. LRU, CLOCK and the like are this with a ranking of theirs.
 */
final class CascadePolicy implements PlacementPolicy {
    private static final int NEAREST = 0;
    private static final int MOST_WANTED = 1 << 10;

    private final String name;
    private final Residents residents;
    private final Ranking[] rankings;
    private final IdQueue wanted = new IdQueue();

    /**
     * Nothing is known yet.
     *
     * @param ranking makes the order of a tier
     */
    CascadePolicy(String name, List<TierCosts> tiers, RankingMaker ranking) {
        this.name = name;
        residents = new Residents(tiers);
        rankings = new Ranking[residents.last()];
        for (int tier = 0; tier < rankings.length; tier++) {
            rankings[tier] = ranking.make(residents, tier);
        }
    }

    /** Makes the order of one tier. */
    @FunctionalInterface
    interface RankingMaker {
        Ranking make(Residents residents, int tier);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void placed(long id, long byteSize, int tier, boolean clean) {
        removed(id);
        if (tier < residents.last()) {
            rankings[tier].entered(residents.add(id, byteSize, tier, clean));
        }
        if (!wanted.isEmpty() && wanted.firstId() == id && tier == NEAREST) {
            wanted.removeFirst();
        }
    }

    @Override
    public void accessed(long id, long byteSize, boolean write) {
        int slot = residents.find(id);
        if (slot != IdTable.NONE) {
            if (write) {
                residents.written(slot);
            }
            rankings[residents.tier(slot)].accessed(slot, write);
        }
        if (residents.tierOrLast(slot) != NEAREST && byteSize <= residents.tiers().get(NEAREST).capacity()
                && rankings[NEAREST].admits(id, byteSize, write) && wanted.size() < MOST_WANTED) {
            wanted.add(id, byteSize);
        }
    }

    @Override
    public void removed(long id) {
        int slot = residents.find(id);
        if (slot != IdTable.NONE) {
            rankings[residents.tier(slot)].left(slot);
            residents.remove(slot);
        }
    }

    @Override
    public Optional<Move> nextMove(long mostBytes) {
        while (!wanted.isEmpty()) {
            long id = wanted.firstId();
            int from = residents.tierOrLast(residents.find(id));
            if (from == NEAREST) {
                wanted.removeFirst();
                continue;
            }
            Move room = room(NEAREST, wanted.firstByteSize());
            Move move = room != null ? room : promotion(id, wanted.firstByteSize(), from);
            return Optional.of(move).filter(each -> each.byteSize() <= mostBytes);
        }
        return Optional.empty();
    }

    private Move promotion(long id, long byteSize, int from) {
        return new Move(id, byteSize, from, NEAREST, Double.NaN, residents.moveNanos(byteSize, from, NEAREST));
    }

    /** The demotion without which so many bytes have no room in a tier, or null where they have. */
    private @Nullable Move room(int tier, long byteSize) {
        if (residents.freeBytes(tier) >= byteSize) {
            return null;
        }
        return demotion(tier);
    }

    @Override
    public Optional<Move> relieve(int tier) {
        return Optional.ofNullable(demotion(tier));
    }

    /** A victim for which the tier below is too small as a whole goes on to the last. */
    private @Nullable Move demotion(int tier) {
        int victim = rankings[tier].victim();
        if (victim == IdTable.NONE) {
            return null;
        }
        int below = tier + 1;
        if (below < residents.last() && residents.tiers().get(below).capacity() < residents.byteSize(victim)) {
            below = residents.last();
        }
        Move room = room(below, residents.byteSize(victim));
        return room != null ? room : residents.demotion(victim, below, Double.NaN);
    }

    @Override
    public void refused(Move move) {
        if (!wanted.isEmpty()) {
            wanted.removeFirst();
        }
    }

    @Override
    public Standing standing(long id, long byteSize) {
        int tier = residents.tierOrLast(residents.find(id));
        String reason = tier == NEAREST
                ? name + " keeps it in the nearest tier until others are to leave later than it"
                : name + " brings it nearer when it is accessed; it does not weigh what that costs";
        return new Standing(Double.NaN, Double.NaN,
                tier == NEAREST ? 0 : residents.moveNanos(byteSize, tier, NEAREST), reason);
    }
}
