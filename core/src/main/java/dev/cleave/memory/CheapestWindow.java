package dev.cleave.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the range of a pool that is emptied at the least cost: of all that are long enough, and
 * in which nothing stands that cannot move. What cannot move are walls, and so is what comes into
 * the range: a range that leaves room for fewer of its length between two walls than fit there
 * costs its length more. It is one pass over the pool's blocks, and two binary searches for each.
 * An estimate, as others go on.
 */
public final class CheapestWindow {
    /** What it costs to move what cannot move. */
    public static final long IMMOVABLE = Long.MAX_VALUE;

    /** What it costs to move blocks. */
    @FunctionalInterface
    public interface Cost {
        /**
         * The cost of a block in bytes, 0 or more, or {@link #IMMOVABLE}.
         *
         * @param byteSize bytes of its units
         * @param leased whether an arena, a heap or the like holds it
         */
        long of(long address, long byteSize, boolean leased);
    }

    private record Obstacle(long from, long to, long cost) {}

    private final long length;
    private long bestFrom;
    private long best = IMMOVABLE;

    private CheapestWindow(long length) {
        this.length = length;
    }

    /**
     * The cheapest window of a pool; empty where something that cannot move stands in each.
     *
     * @param length in bytes, a multiple of the pool's unit, 1 or more
     */
    public static Optional<PoolRange> of(Pool pool, long length, Cost costs) {
        CheapestWindow search = new CheapestWindow(length);
        search.look(pool, costs);
        return search.best == IMMOVABLE
                ? Optional.empty()
                : Optional.of(new PoolRange(search.bestFrom, search.bestFrom + length));
    }

    private void look(Pool pool, Cost costs) {
        List<Obstacle> movable = new ArrayList<>();
        long[] wall = {pool.baseAddress()};
        pool.parent().orElse(pool).forEachBlock((address, byteSize, leased) -> {
            long end = address + (byteSize + pool.unit() - 1 & -pool.unit());
            long cost = costs.of(address, byteSize, leased);
            if (cost == IMMOVABLE) {
                between(wall[0], address, movable);
                movable.clear();
                wall[0] = end;
            } else {
                movable.add(new Obstacle(address, end, cost));
            }
        });
        between(wall[0], pool.baseAddress() + pool.capacity(), movable);
    }

    /** Looks at the windows of a stretch between two walls. */
    private void between(long from, long to, List<Obstacle> movable) {
        if (to - from < length) {
            return;
        }
        Stretch stretch = new Stretch(from, to, movable);
        for (long at = from; at + length <= to; at += length) {
            offer(at, stretch);
            offer(to - length - (at - from), stretch);
        }
        for (Obstacle each : movable) {
            if (each.to + length <= to) {
                offer(each.to, stretch);
            }
        }
    }

    private void offer(long at, Stretch stretch) {
        long cost = stretch.costOf(at, at + length);
        if ((at - stretch.from) % length > (stretch.to - stretch.from) % length) {
            cost += length;
        }
        if (cost < best) {
            best = cost;
            bestFrom = at;
        }
    }

    /** What lies between two walls: what to move, and the sum of its costs up to each. */
    private static final class Stretch {
        private final long from;
        private final long to;
        private final long[] begins;
        private final long[] ends;
        private final long[] costBefore;

        Stretch(long from, long to, List<Obstacle> movable) {
            this.from = from;
            this.to = to;
            begins = movable.stream().mapToLong(Obstacle::from).toArray();
            ends = movable.stream().mapToLong(Obstacle::to).toArray();
            costBefore = new long[begins.length + 1];
            for (int i = 0; i < begins.length; i++) {
                costBefore[i + 1] = costBefore[i] + movable.get(i).cost;
            }
        }

        /** The cost of all that stands in a window, part of it or whole. */
        long costOf(long windowFrom, long windowTo) {
            int first = insertion(ends, windowFrom + 1);
            int end = insertion(begins, windowTo);
            return end <= first ? 0 : costBefore[end] - costBefore[first];
        }

        /** How many of ascending values are less. */
        private static int insertion(long[] ascending, long value) {
            int found = Arrays.binarySearch(ascending, value);
            return found < 0 ? -found - 1 : found;
        }
    }
}
