package dev.cleave.tiers;

import dev.cleave.tiers.policy.TierCosts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A store of three small tiers, moved by hand: two in memory, and a far one. */
final class SmallStore implements AutoCloseable {
    static final int NEAR = 0;
    static final int MIDDLE = 1;
    static final int FAR = 2;

    final ScriptedPolicy policy = new ScriptedPolicy();
    final MemoryTier near;
    final MemoryTier middle = MemoryTier.ofMemory("middle", 1 << 20);
    final FarDouble far = new FarDouble("far", 1 << 20);
    final TieredStore store;

    SmallStore() {
        this(1 << 20);
    }

    SmallStore(long nearBytes) {
        near = MemoryTier.ofMemory("near", nearBytes);
        store = builder().policy(tiers -> policy).build();
    }

    private TieredStoreBuilder builder() {
        return TieredStore.builder()
                .tier(near, costs(near, 100))
                .tier(middle, costs(middle, 1000))
                .tier(far, costs(far, 100_000))
                .background(false)
                .sampleEvery(1);
    }

    static TierCosts costs(Tier tier, double accessNanos) {
        return new TierCosts(tier.capacity(), accessNanos, 0.1, 0.1);
    }

    /** A new object in a tier, all of whose bytes are the same. */
    long object(int byteSize, int tier, byte stamp) {
        long handle = store.allocate(byteSize);
        stamp(handle, stamp);
        move(handle, tier);
        return handle;
    }

    void stamp(long handle, byte stamp) {
        try (TierPin pin = store.pinForWrite(handle)) {
            pin.segment().fill(stamp);
        }
    }

    /** Moves an object at once; answers what became of it, as the counters say. */
    void move(long handle, int to) {
        policy.want(handle, store.byteSize(handle), tierOf(handle), to);
        long unused = store.step(Long.MAX_VALUE);
    }

    int tierOf(long handle) {
        return List.of("near", "middle", "far").indexOf(store.explain(handle).tier());
    }

    String copyOf(long handle) {
        return store.explain(handle).cleanCopyIn();
    }

    /** Whether all bytes of an object are the same. */
    boolean isStamped(long handle, byte stamp) {
        try (TierPin pin = store.pin(handle)) {
            MemorySegment memory = pin.segment();
            for (long each = 0; each < memory.byteSize(); each++) {
                if (memory.get(ValueLayout.JAVA_BYTE, each) != stamp) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
