package dev.cleave.verify.race;

import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import dev.cleave.tiers.policy.TierCosts;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A store of two tiers, moved by hand, lent to one state after the other, as {@link SmallHeap}. One
 * thread at a time moves.
 */
final class SmallTiers {
    static final int NEAR = 0;
    static final int FAR = 1;
    private static final Queue<SmallTiers> IDLE = new ConcurrentLinkedQueue<>();

    private final SlotTier near = new SlotTier("near");
    private final SlotTier far = new SlotTier("far");
    private final Wish wish = new Wish();
    final TieredStore store = TieredStore.builder()
            .tier(near, new TierCosts(near.capacity(), 100, 0, 0))
            .tier(far, new TierCosts(far.capacity(), 1000, 0, 0))
            .policy(costs -> wish)
            .background(false)
            .mostObjects(16)
            .build();

    private SmallTiers() {}

    static SmallTiers lent() {
        SmallTiers idle = IDLE.poll();
        return idle != null ? idle : new SmallTiers();
    }

    /** A new object near, whose bytes are all 0; with a clean copy far, where that is asked for. */
    long object(boolean copied) {
        long handle = store.allocate(SlotTier.PLACE_BYTES);
        put(handle, 0, 0);
        if (copied) {
            move(handle, NEAR, FAR);
            move(handle, FAR, NEAR);
        }
        return handle;
    }

    /** Moves an object, and says whether it "moved" or "stayed". */
    String move(long handle, int from, int to) {
        wish.moved = false;
        wish.next.set(new Move(handle, SlotTier.PLACE_BYTES, from, to, 1, 0));
        long unused = store.step(Long.MAX_VALUE);
        return wish.moved ? "moved" : "stayed";
    }

    /** Writes one of an object's numbers. */
    void put(long handle, int index, long value) {
        try (TierPin pin = store.pinForWrite(handle)) {
            pin.putLong((long) index * Long.BYTES, value, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Reads one of an object's numbers. */
    long get(long handle, int index) {
        try (TierPin pin = store.pin(handle)) {
            return pin.getLong((long) index * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Deletes an object, and says whether it was "deleted" or that "refused". */
    String delete(long handle) {
        try {
            store.delete(handle);
            return "deleted";
        } catch (IllegalStateException refusal) {
            return "refused";
        }
    }

    /** Says "whole" where no tier holds anything: ends the loan then. */
    String whole() {
        if (near.usedBytes() != 0 || far.usedBytes() != 0) {
            return near.usedBytes() + " bytes near and " + far.usedBytes() + " far are lost";
        }
        IDLE.add(this);
        return "whole";
    }

    /**
     * Asks for one move. Called by the thread that moves alone, but for what is told of changes.
     */
    private static final class Wish implements PlacementPolicy {
        final AtomicReference<@Nullable Move> next = new AtomicReference<>();
        volatile boolean moved;

        @Override
        public String name() {
            return "wish";
        }

        @Override
        public void placed(long id, long byteSize, int tier, boolean clean) {
            Move wanted = next.get();
            if (wanted != null && wanted.id() == id && wanted.to() == tier) {
                moved = true;
                next.set(null);
            }
        }

        @Override
        public void accessed(long id, long byteSize, boolean write) {}

        @Override
        public void removed(long id) {}

        @Override
        public Optional<Move> nextMove(long mostBytes) {
            return Optional.ofNullable(next.get());
        }

        @Override
        public Optional<Move> relieve(int tier) {
            return Optional.empty();
        }

        @Override
        public void refused(Move move) {
            next.set(null);
        }

        @Override
        public Standing standing(long id, long byteSize) {
            return new Standing(0, 0, 0, "it is moved by hand");
        }
    }
}
