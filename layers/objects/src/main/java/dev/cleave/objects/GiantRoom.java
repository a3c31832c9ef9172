package dev.cleave.objects;

import dev.cleave.memory.CheapestWindow;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import org.jspecify.annotations.Nullable;

/**
 * Room for a giant where the pool has none in one piece: of all ranges that are long enough, and in
 * which nothing but regions stands, the one with the least in its regions; these are moved out.
 * Giants, and what others have of the pool, stay.
 */
final class GiantRoom {
    /**
     * Others may take what was just made room, or pin what stands there: then another window is
     * tried.
     */
    private static final int ATTEMPTS = 3;

    private final Pool pool;
    private final RegionStore store;
    private final GiantSpace giants;
    private final Stripe[] stripes;

    GiantRoom(Pool pool, RegionStore store, GiantSpace giants, Stripe[] stripes) {
        this.pool = pool;
        this.store = store;
        this.giants = giants;
        this.stripes = stripes;
    }

    /** The location of a block, or {@link GiantSpace#NONE} where no room can be made. */
    long tryTake(long byteSize) {
        long length = giants.blockBytes(byteSize);
        store.dropSpare();
        for (int attempt = 0; attempt < ATTEMPTS && pool.freeBytes() + regionBytes() >= length; attempt++) {
            PoolRange window = cheapest(length);
            if (window == null) {
                return GiantSpace.NONE;
            }
            vacate(window);
            long location = giants.tryTakeWithin(window, byteSize);
            if (location != GiantSpace.NONE) {
                return location;
            }
        }
        return GiantSpace.NONE;
    }

    private long regionBytes() {
        return store.heldBytes();
    }

    private void vacate(PoolRange window) {
        long base = pool.baseAddress();
        for (Stripe each : stripes) {
            each.lock();
            try {
                each.vacate(window, window.from() - base, window.to() - base);
            } finally {
                each.unlock();
            }
        }
        store.dropSpare();
    }

    private @Nullable PoolRange cheapest(long length) {
        long base = pool.baseAddress();
        return CheapestWindow.of(pool, length, (address, byteSize, leased) -> {
            Region region = leased ? store.at(address - base) : null;
            return region != null && region.start == address - base ? region.liveBytes() : CheapestWindow.IMMOVABLE;
        }).orElse(null);
    }
}
