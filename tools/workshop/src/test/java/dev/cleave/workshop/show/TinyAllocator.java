package dev.cleave.workshop.show;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** First fit over a few blocks, which joins as it is told; small enough to be seen through. */
final class TinyAllocator implements BlockAllocator {
    private final Shape shape;
    private final Joining joining;
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private final TreeMap<Long, Long> used = new TreeMap<>();
    private final Deque<long[]> cache = new ArrayDeque<>();

    /** When free blocks become one. */
    enum Joining {
        /** At once, with whatever is free beside them: no buddies. */
        NEIGHBOURS,
        /** Buddies, when a request finds nothing large enough, or all is drained. */
        LATER,
        /** Buddies, when what a cache holds is drained; the cache is in no books. */
        CACHED
    }

    TinyAllocator(Shape shape, Joining joining) {
        this.shape = shape;
        this.joining = joining;
        shape.forEachRoot(free::put);
    }

    @Override
    public Description description() {
        return new Description("tiny", "first fit", ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL,
                joining != Joining.NEIGHBOURS, "this test");
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public long allocate(int order) {
        long units = 1L << shape.requireOrder(order);
        if (!cache.isEmpty() && cache.peek()[1] == units) {
            long[] held = cache.pop();
            used.put(held[0], held[1]);
            return held[0];
        }
        long found = carve(units);
        if (found == NO_BLOCK && joining == Joining.LATER) {
            joinBuddies();
            found = carve(units);
        }
        return found;
    }

    private long carve(long units) {
        for (Map.Entry<Long, Long> run : Map.copyOf(free).entrySet().stream().sorted(Map.Entry.comparingByKey())
                .toList()) {
            if (run.getValue() >= units) {
                long offset = run.getKey();
                free.remove(offset);
                if (joining == Joining.NEIGHBOURS && run.getValue() > units) {
                    free.put(offset + units, run.getValue() - units);
                } else {
                    shape.forEachAligned(offset + units, offset + run.getValue(), free::put);
                }
                used.put(offset, units);
                return offset;
            }
        }
        return NO_BLOCK;
    }

    @Override
    public void free(long offset) {
        Long units = used.remove(shape.requireOffset(offset));
        if (units == null) {
            throw Misuse.noBlock(offset);
        }
        if (joining == Joining.CACHED) {
            cache.push(new long[] {offset, units});
            return;
        }
        free.put(offset, units);
        if (joining == Joining.NEIGHBOURS) {
            joinNeighbours();
        }
    }

    private void joinNeighbours() {
        TreeMap<Long, Long> joined = new TreeMap<>();
        free.forEach((offset, units) -> {
            Map.Entry<Long, Long> before = joined.lastEntry();
            if (before != null && before.getKey() + before.getValue() == offset) {
                joined.put(before.getKey(), before.getValue() + units);
            } else {
                joined.put(offset, units);
            }
        });
        free.clear();
        free.putAll(joined);
    }

    private void joinBuddies() {
        joinNeighbours();
        TreeMap<Long, Long> runs = new TreeMap<>(free);
        free.clear();
        runs.forEach((offset, units) -> shape.forEachAligned(offset, offset + units, free::put));
    }

    @Override
    public void drain() {
        cache.forEach(held -> free.put(held[0], held[1]));
        cache.clear();
        joinBuddies();
    }

    @Override
    public long unitsOf(long offset) {
        Long units = used.get(offset);
        if (units == null) {
            throw Misuse.noBlock(offset);
        }
        return units;
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        free.forEach(visitor::visit);
    }

    @Override
    public long metadataBytes() {
        return 64L * (free.size() + used.size());
    }

    @Override
    public List<String> picture() {
        return List.of("free at " + free.keySet(), "cache of " + cache.size());
    }
}
