package dev.cleave.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the range of a pool that is emptied at the least cost: of all that are long enough, and
 * in which nothing stands that cannot move. It is one pass over the pool's blocks, each of which
 * comes into the window once, and goes out of it once. An estimate, as others go on.
 */
public final class CheapestWindow {
    /** What it costs to move what cannot move. */
    public static final long IMMOVABLE = Long.MAX_VALUE;

    /** What it costs to move blocks. */
    @FunctionalInterface
    public interface Cost {
        /**
         * The cost of a block, 0 or more, or {@link #IMMOVABLE}.
         *
         * @param byteSize bytes of its units
         * @param leased whether an arena, a heap or the like holds it
         */
        long of(long address, long byteSize, boolean leased);
    }

    private record Obstacle(long from, long to, long cost) {}

    private final List<Obstacle> obstacles = new ArrayList<>();
    private long cost;
    private int immovable;

    private CheapestWindow(Pool pool, Cost costs) {
        pool.parent().orElse(pool).forEachBlock((address, byteSize, leased) -> obstacles.add(
                new Obstacle(address, address + (byteSize + pool.unit() - 1 & -pool.unit()),
                        costs.of(address, byteSize, leased))));
    }

    /**
     * The cheapest window of a pool, which begins at its begin or behind a block; empty where
     * something that cannot move stands in each.
     *
     * @param length in bytes, a multiple of the pool's unit, 1 or more
     */
    public static Optional<PoolRange> of(Pool pool, long length, Cost costs) {
        return new CheapestWindow(pool, costs).cheapest(pool, length);
    }

    private Optional<PoolRange> cheapest(Pool pool, long length) {
        long end = pool.baseAddress() + pool.capacity();
        long best = IMMOVABLE;
        long bestFrom = 0;
        long from = pool.baseAddress();
        int behind = 0;
        for (int first = 0; first <= obstacles.size() && from + length <= end; first++) {
            for (; behind < obstacles.size() && obstacles.get(behind).from < from + length; behind++) {
                count(obstacles.get(behind), 1);
            }
            if (immovable == 0 && cost < best) {
                best = cost;
                bestFrom = from;
            }
            if (first < obstacles.size()) {
                from = obstacles.get(first).to;
            }
            if (first < behind) {
                count(obstacles.get(first), -1);
            } else {
                behind = first + 1;
            }
        }
        return best == IMMOVABLE ? Optional.empty() : Optional.of(new PoolRange(bestFrom, bestFrom + length));
    }

    private void count(Obstacle obstacle, int times) {
        if (obstacle.cost == IMMOVABLE) {
            immovable += times;
        } else {
            cost += times * obstacle.cost;
        }
    }
}
