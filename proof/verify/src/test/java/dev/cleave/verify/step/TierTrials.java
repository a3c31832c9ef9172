package dev.cleave.verify.step;

import dev.cleave.memory.MemorySource;
import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import dev.cleave.tiers.policy.TierCosts;
import java.nio.ByteOrder;
import java.util.Optional;

/** A store of two tiers, in which nothing moves. */
final class TierTrials extends Trials {
    private static final int BYTES = 20_000;
    private static final long MARK = 4711;

    /** Asks for no move. */
    private static final class Wish implements PlacementPolicy {
        @Override
        public String name() {
            return "wish";
        }

        @Override
        public void placed(long id, long byteSize, int tier, boolean clean) {}

        @Override
        public void accessed(long id, long byteSize, boolean write) {}

        @Override
        public void removed(long id) {}

        @Override
        public Optional<Move> nextMove(long mostBytes) {
            return Optional.empty();
        }

        @Override
        public Optional<Move> relieve(int tier) {
            return Optional.empty();
        }

        @Override
        public void refused(Move move) {}

        @Override
        public Standing standing(long id, long byteSize) {
            return new Standing(0, 0, 0, "as wished");
        }
    }

    private static final class Tiered implements Ground {
        private final PoolGround near = new PoolGround();
        private final PoolGround far = new PoolGround(MemorySource.memfd("trial"), 1L << 40);
        private final MemoryTier nearTier = MemoryTier.over(near.pool);
        private final MemoryTier farTier = MemoryTier.over(far.pool);
        private final TieredStore store = TieredStore.builder()
                .tier(nearTier, new TierCosts(PoolGround.CAPACITY, 100, 0, 0))
                .tier(farTier, new TierCosts(PoolGround.CAPACITY, 1000, 0, 0))
                .policy(costs -> new Wish()).background(false).sampleEvery(1).mostObjects(64).build();
        private long handle;

        static Tiered withObject() {
            Tiered ground = new Tiered();
            ground.allocate();
            return ground;
        }

        void allocate() {
            handle = store.allocate(BYTES);
            write(MARK);
        }

        void delete() {
            if (handle != 0 && store.isLive(handle)) {
                store.delete(handle);
            }
            handle = 0;
        }

        void write(long value) {
            try (TierPin pin = store.pinForWrite(handle)) {
                pin.putLong(BYTES / 2, value, ByteOrder.LITTLE_ENDIAN);
            }
        }

        long read() {
            try (TierPin pin = store.pin(handle)) {
                return pin.getLong(BYTES / 2, ByteOrder.LITTLE_ENDIAN);
            }
        }

        String tier() {
            return store.explain(handle).tier();
        }

        @Override
        public void verify() throws Exception {
            near.pool.space().verify();
            far.pool.space().verify();
            if (handle != 0 && store.isLive(handle)) {
                require(read() == MARK, "the object's bytes are lost");
            }
        }

        @Override
        public void close() throws Exception {
            delete();
            store.forEach(left -> require(false, "object " + left + " is left"));
            store.usage().forEach(tier -> require(tier.objects() == 0 && tier.copies() == 0, tier));
            store.close();
            nearTier.close();
            farTier.close();
        }
    }

    TierTrials() {
        trial("tiers: allocate", Tiered::new, ground -> ground.handle = ground.store.allocate(BYTES), ground -> {
            ground.write(MARK);
            ground.delete();
        });
        trial("tiers: delete", Tiered::withObject, Tiered::delete, Trials::nothing);
        trial("tiers: pin, read and write", Tiered::withObject, ground -> {
            require(ground.read() == MARK, "its bytes are lost");
            ground.write(MARK);
        }, Trials::nothing);
        trial("tiers: figures", Tiered::withObject, ground -> {
            require(ground.store.usage().size() == 2 && ground.store.costs().size() == 2, ground.store.usage());
            require(!ground.tier().isEmpty() && ground.store.counts() != null, "no figures");
        }, Trials::nothing);
    }
}
