package dev.cleave.lab.peer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The textbook's best fit by address: a request takes the smallest free range that holds it, of
 * several the lowest, and of that its low end; what is freed joins its free neighbours at once.
 *
 * <p>An exact account without any memory under it: addresses must not be written to. One thread at
 * a time. Cost: that of a few steps down a balanced tree.
 */
public final class BestFit implements ByteAllocator {
    private static final Comparator<Range> BY_SIZE =
            Comparator.comparingLong(Range::bytes).thenComparingLong(Range::begin);

    private final long grain;
    private final NavigableMap<Long, Range> freeByBegin = new TreeMap<>();
    private final NavigableSet<Range> freeBySize = new TreeSet<>(BY_SIZE);
    private final Map<Long, Range> live = new HashMap<>();

    private record Range(long begin, long bytes) {
        long end() {
            return begin + bytes;
        }
    }

    /**
     * All of it free; the first block begins at the grain, as no address is 0.
     *
     * @param capacity in bytes, rounded down to whole grains
     * @param grain what sizes are rounded up to, 1 or more
     */
    public BestFit(long capacity, long grain) {
        this.grain = grain;
        addFree(new Range(grain, capacity / grain * grain));
    }

    @Override
    public long allocate(long byteSize, int slot) {
        long bytes = Math.ceilDiv(byteSize, grain) * grain;
        Range best = freeBySize.ceiling(new Range(0, bytes));
        if (best == null) {
            return NO_ADDRESS;
        }
        removeFree(best);
        if (best.bytes() > bytes) {
            addFree(new Range(best.begin() + bytes, best.bytes() - bytes));
        }
        live.put(best.begin(), new Range(best.begin(), bytes));
        return best.begin();
    }

    @Override
    public void free(long address, int slot) {
        Range freed = live.remove(address);
        if (freed == null) {
            throw new IllegalStateException("no block begins at " + address);
        }
        long begin = freed.begin();
        long end = freed.end();
        Map.Entry<Long, Range> below = freeByBegin.lowerEntry(begin);
        if (below != null && below.getValue().end() == begin) {
            begin = below.getKey();
            removeFree(below.getValue());
        }
        Range above = freeByBegin.get(end);
        if (above != null) {
            end = above.end();
            removeFree(above);
        }
        addFree(new Range(begin, end - begin));
    }

    private void addFree(Range range) {
        freeByBegin.put(range.begin(), range);
        freeBySize.add(range);
    }

    private void removeFree(Range range) {
        freeByBegin.remove(range.begin());
        freeBySize.remove(range);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return Math.ceilDiv(byteSize, grain) * grain;
    }
}
