package dev.cleave.objects;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room for a giant where the pool has none in one piece: of all ranges that are long enough, and in
 * which nothing but regions stands, the one with the least in its regions; these are moved out.
 * Giants, and what others have of the pool, stay.
 */
final class GiantRoom {
    /** Others may take what was just made room, or pin what stands there: then another window is tried. */
    private static final int ATTEMPTS = 3;

    private static final long IMMOVABLE = Long.MAX_VALUE;

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

    /** What stands in the pool, and what it costs to move it. */
    private record Obstacle(long from, long to, long cost) {}

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

    /** One pass: each obstacle comes into the window once, and goes out of it once. */
    private @Nullable PoolRange cheapest(long length) {
        List<Obstacle> obstacles = obstacles();
        long end = pool.baseAddress() + pool.capacity();
        long best = IMMOVABLE;
        long from = pool.baseAddress();
        long bestFrom = 0;
        long cost = 0;
        int immovable = 0;
        int behind = 0;
        for (int first = 0; first <= obstacles.size() && from + length <= end; first++) {
            for (; behind < obstacles.size() && obstacles.get(behind).from < from + length; behind++) {
                immovable += obstacles.get(behind).cost == IMMOVABLE ? 1 : 0;
                cost += obstacles.get(behind).cost == IMMOVABLE ? 0 : obstacles.get(behind).cost;
            }
            if (immovable == 0 && cost < best) {
                best = cost;
                bestFrom = from;
            }
            if (first < behind) {
                Obstacle gone = obstacles.get(first);
                immovable -= gone.cost == IMMOVABLE ? 1 : 0;
                cost -= gone.cost == IMMOVABLE ? 0 : gone.cost;
                from = gone.to;
            } else if (first < obstacles.size()) {
                from = obstacles.get(first).to;
                behind = first + 1;
            }
        }
        return best == IMMOVABLE ? null : new PoolRange(bestFrom, bestFrom + length);
    }

    /** The lowest first. What a region costs is an estimate, as others go on. */
    private List<Obstacle> obstacles() {
        List<Obstacle> obstacles = new ArrayList<>();
        long unit = pool.unit();
        long base = pool.baseAddress();
        pool.parent().orElse(pool).forEachBlock((address, byteSize, leased) -> {
            Region region = leased ? store.at(address - base) : null;
            long cost = region != null && region.start == address - base ? region.liveBytes() : IMMOVABLE;
            obstacles.add(new Obstacle(address, address + (byteSize + unit - 1 & -unit), cost));
        });
        return obstacles;
    }
}
