package dev.cleave.tiers;

import dev.cleave.handle.PinnedMemory;
import dev.cleave.tiers.policy.TierCosts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The tiers of a store, the nearest first, and the bytes in them by {@link Places}. Nothing here
 * knows objects: any number of threads may copy at once, each between places of its own.
 */
final class TierStack {
    private static final System.Logger LOG = System.getLogger("dev.cleave.tiers");

    /** Bytes copied between two looks whether the copy is still wanted. */
    private static final long PIECE = 256 << 10;

    private final List<Tier> tiers;
    private final List<TierCosts> costs;
    private final TierCounters counters;

    TierStack(List<Tier> tiers, List<TierCosts> costs, TierCounters counters) {
        this.tiers = List.copyOf(tiers);
        this.costs = List.copyOf(costs);
        this.counters = counters;
    }

    int count() {
        return tiers.size();
    }

    int last() {
        return tiers.size() - 1;
    }

    Tier tier(int tier) {
        return tiers.get(tier);
    }

    String name(int tier) {
        return tiers.get(tier).name();
    }

    List<TierCosts> costs() {
        return costs;
    }

    // ---------------------------------------------------------------------------------------------------------- places

    /**
     * A place, or {@link Places#NONE} where the tier has no room.
     *
     * @throws TierFailedException where it cannot say
     */
    long allocate(int number, long byteSize, int context) {
        Tier tier = tiers.get(number);
        if (byteSize > tier.capacity()) {
            return Places.NONE;
        }
        long place = tier.allocate(byteSize, context);
        if (place == Tier.NO_PLACE) {
            return Places.NONE;
        }
        long address = tier.address(place);
        if (!Places.isLegal(place, address)) {
            tier.free(place);
            throw new IllegalStateException("tier " + tier.name() + " gave place 0x" + Long.toHexString(place)
                    + " at address 0x" + Long.toHexString(address)
                    + ": a place is below 2^56, and its low 48 bits are its address where it has one");
        }
        return Places.of(number, place, address == Tier.NO_ADDRESS);
    }

    /**
     * Gives a place back. Where its tier fails it is lost to the tier, and counted: whoever frees it
     * has no use for it any more.
     */
    void free(long place) {
        Tier tier = tiers.get(Places.tier(place));
        try {
            tier.free(Places.inTier(place));
        } catch (TierFailedException failure) {
            counters.placeLost();
            LOG.log(System.Logger.Level.WARNING, "a place of tier " + tier.name() + " was not given back", failure);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ copy

    /**
     * Copies from one place to another, as long as that is wanted; answers whether all of it was
     * copied.
     *
     * @throws TierFailedException where a tier failed; what the target holds is not defined
     */
    boolean copy(long from, long to, long byteSize, BooleanSupplier wanted) {
        if (Places.isRemote(from) && Places.isRemote(to)) {
            return copyThrough(from, to, byteSize, wanted);
        }
        long most = Places.isRemote(from) || Places.isRemote(to) ? byteSize : PIECE;
        for (long done = 0; done < byteSize; done += most) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            copyPiece(from, to, done, Math.min(most, byteSize - done));
        }
        return true;
    }

    /** One copy of {@link #copyAll}: from a place in this process's memory. */
    record Copy(long from, long to, long byteSize) {}

    /**
     * Copies to places of one remote tier, all at once.
     *
     * @throws TierFailedException where one of them could not be written; what is at the others is not
     *     known then
     */
    void copyAll(List<Copy> copies) {
        tiers.get(Places.tier(copies.getFirst().to())).writeAll(copies.stream()
                .map(each -> new Tier.Transfer(Places.inTier(each.to()), memory(each.from(), 0, each.byteSize())))
                .toList());
        copies.forEach(each -> counters.copied(each.byteSize()));
    }

    private void copyPiece(long from, long to, long offset, long count) {
        if (Places.isRemote(to)) {
            tiers.get(Places.tier(to)).write(Places.inTier(to), offset, memory(from, offset, count));
        } else {
            tiers.get(Places.tier(from)).read(Places.inTier(from), offset, memory(to, offset, count));
        }
        counters.copied(count);
    }

    private boolean copyThrough(long from, long to, long byteSize, BooleanSupplier wanted) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment between = arena.allocate(byteSize);
            tiers.get(Places.tier(from)).read(Places.inTier(from), 0, between);
            if (!wanted.getAsBoolean()) {
                return false;
            }
            tiers.get(Places.tier(to)).write(Places.inTier(to), 0, between);
            counters.copied(byteSize);
            return true;
        }
    }

    private static MemorySegment memory(long place, long offset, long count) {
        return PinnedMemory.ALL.asSlice(Places.address(place) + offset, count);
    }

    void close() {
        tiers.forEach(Tier::close);
    }
}
