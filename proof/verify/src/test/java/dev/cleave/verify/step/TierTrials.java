package dev.cleave.verify.step;

import dev.cleave.memory.MemorySource;
import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.Tier;
import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import dev.cleave.tiers.policy.TierCosts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of two tiers, moved by hand. */
final class TierTrials extends Trials {
    private static final int BYTES = 20_000;
    private static final long MARK = 4711;

    /** Asks for the one move that it was told. */
    private static final class Wish implements PlacementPolicy {
        @Nullable
        Move next;

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
            Optional<Move> wanted = Optional.ofNullable(next);
            next = null;
            return wanted;
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

    /** Memory that only its tier can read and write. */
    private record Remote(MemoryTier memory) implements Tier {
        @Override
        public String name() {
            return memory.name();
        }

        @Override
        public long capacity() {
            return memory.capacity();
        }

        @Override
        public long usedBytes() {
            return memory.usedBytes();
        }

        @Override
        public long allocate(long byteSize) {
            return memory.allocate(byteSize);
        }

        @Override
        public void free(long place) {
            memory.free(place);
        }

        @Override
        public long address(long place) {
            return NO_ADDRESS;
        }

        @Override
        public void read(long place, long offset, MemorySegment into) {
            memory.read(place, offset, into);
        }

        @Override
        public void write(long place, long offset, MemorySegment from) {
            memory.write(place, offset, from);
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private static final class Tiered implements Ground {
        private final PoolGround near = new PoolGround();
        private final PoolGround far = new PoolGround(MemorySource.memfd("trial"), 1L << 40);
        private final Wish wish = new Wish();
        private final MemoryTier nearTier = MemoryTier.over(near.pool);
        private final Tier farTier;
        private final TieredStore store;
        private long handle;

        private Tiered(boolean isRemote) {
            MemoryTier memory = MemoryTier.over(far.pool);
            farTier = isRemote ? new Remote(memory) : memory;
            store = TieredStore.builder()
                    .tier(nearTier, new TierCosts(PoolGround.CAPACITY, 100, 0, 0))
                    .tier(farTier, new TierCosts(PoolGround.CAPACITY, 1000, 0, 0))
                    .policy(costs -> wish).background(false).sampleEvery(1).mostObjects(64).build();
        }

        static Tiered empty() {
            return new Tiered(false);
        }

        static Tiered withObject() {
            Tiered ground = empty();
            ground.allocate();
            return ground;
        }

        static Tiered withCopy() {
            Tiered ground = withObject();
            ground.move(0, 1);
            ground.move(1, 0);
            return ground;
        }

        static Tiered withRemote() {
            Tiered ground = new Tiered(true);
            ground.allocate();
            return ground;
        }

        static Tiered withObjectAway() {
            Tiered ground = withRemote();
            ground.move(0, 1);
            return ground;
        }

        void allocate() {
            handle = store.allocate(BYTES);
            write(MARK);
        }

        void delete() {
            if (handle != 0) {
                store.delete(handle);
                handle = 0;
            }
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

        void move(int from, int to) {
            wish.next = new Move(handle, store.byteSize(handle), from, to, 1, 0);
            long unused = store.step(Long.MAX_VALUE);
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
        trial("tiers: allocate", Tiered::empty, ground -> ground.handle = ground.store.allocate(BYTES), ground -> {
            ground.write(MARK);
            ground.delete();
        });
        trial("tiers: delete", Tiered::withObject, Tiered::delete, Trials::nothing);
        trial("tiers: pin, read and write", Tiered::withObject, ground -> {
            require(ground.read() == MARK, "its bytes are lost");
            ground.write(MARK);
        }, Trials::nothing);
        trial("tiers: make longer", Tiered::withObject, ground -> ground.store.resize(ground.handle, 10 * BYTES),
                ground -> ground.store.resize(ground.handle, BYTES));
        trial("tiers: make shorter", Tiered::withObject, ground -> ground.store.resize(ground.handle, BYTES / 2 + 8),
                ground -> ground.store.resize(ground.handle, BYTES));
        trial("tiers: move away", Tiered::withObject, ground -> ground.move(0, 1), ground -> ground.move(1, 0));
        trial("tiers: move back", () -> {
            Tiered ground = Tiered.withObject();
            ground.move(0, 1);
            return ground;
        }, ground -> ground.move(1, 0), ground -> ground.move(0, 1));
        trial("tiers: write what has a copy", Tiered::withCopy, ground -> ground.write(MARK), Trials::nothing);
        trial("tiers: delete what has a copy", Tiered::withCopy, Tiered::delete, Trials::nothing);
        trial("tiers: leave for remote memory", Tiered::withRemote, ground -> ground.move(0, 1),
                ground -> ground.move(1, 0));
        trial("tiers: come near for a pin", Tiered::withObjectAway,
                ground -> require(ground.read() == MARK, "its bytes are lost"), ground -> ground.move(0, 1));
        trial("tiers: come near to be written", Tiered::withObjectAway, ground -> ground.write(MARK),
                ground -> ground.move(0, 1));
        trial("tiers: figures", Tiered::withObject, ground -> {
            require(ground.store.usage().size() == 2 && ground.store.costs().size() == 2, ground.store.usage());
            require(!ground.tier().isEmpty() && ground.store.counts() != null, "no figures");
        }, Trials::nothing);
    }
}
