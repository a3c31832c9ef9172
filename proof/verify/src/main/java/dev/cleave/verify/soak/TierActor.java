package dev.cleave.verify.soak;

import dev.cleave.tiers.TierFailedException;
import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.TiersFullException;
import java.util.SplittableRandom;

/** Objects of a store of tiers, which move between them. */
final class TierActor extends Blocks<Long> {
    private static final long STEP_BYTES = 64 << 10;

    private final TieredStore store;

    TierActor(TieredStore store, long owner) {
        super(owner, 16 << 10);
        this.store = store;
    }

    @Override
    public String name() {
        return "tiers";
    }

    @Override
    public boolean refuses(Throwable thrown) {
        return thrown instanceof TiersFullException || thrown instanceof TierFailedException;
    }

    @Override
    Long allocate(long byteSize) {
        return store.allocate(byteSize);
    }

    @Override
    void free(Long handle) {
        store.delete(handle);
    }

    @Override
    void fill(Long handle, long byteSize, long stamp) {
        try (TierPin pin = store.pinForWrite(handle)) {
            Stamps.fill(pin.segment().asSlice(0, byteSize), stamp);
        }
    }

    @Override
    boolean isStamped(Long handle, long byteSize, long stamp) {
        try (TierPin pin = store.pin(handle)) {
            return pin.byteSize() >= byteSize && Stamps.isFilled(pin.segment().asSlice(0, byteSize), stamp);
        }
    }

    @Override
    void touch(Long handle, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                long unused = store.step(STEP_BYTES);
            }
            case 1 -> store.resize(handle, store.byteSize(handle) + random.nextInt(100));
            case 2 -> {
                try (TierPin pin = store.pinForWrite(handle)) {
                    pin.put(0, pin.get(0));
                }
            }
            default -> Finding.require(store.isLive(handle) && !store.explain(handle).tier().isEmpty(),
                    "tiers: an object that was not deleted is not there");
        }
    }
}
