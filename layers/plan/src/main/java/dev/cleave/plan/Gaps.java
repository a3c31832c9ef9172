package dev.cleave.plan;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The gaps of a line of grains, below a top over which all is free. A request gets the smallest gap
 * that has room, of several the lowest; where there is none, the top rises.
 *
 * <p>Invariants: (1) gaps neither meet nor overlap; (2) none reaches the top.
 *
 * <p>Cost: logarithmic in the number of gaps. Not safe for use by several threads at once.
 */
final class Gaps {
    private final TreeMap<Long, Long> sizes = new TreeMap<>();
    private final TreeSet<Gap> bySize = new TreeSet<>();
    private long top;

    /** A gap: the smallest first, of several the lowest. */
    private record Gap(long size, long offset) implements Comparable<Gap> {
        @Override
        public int compareTo(Gap other) {
            int smaller = Long.compare(size, other.size);
            return smaller != 0 ? smaller : Long.compare(offset, other.offset);
        }
    }

    /** All below this is taken. */
    Gaps(long top) {
        this.top = top;
    }

    /** All from here on is free. */
    long top() {
        return top;
    }

    /** Takes so many grains, 1 or more, and answers where. */
    long take(long size) {
        Gap gap = bySize.ceiling(new Gap(size, 0));
        if (gap == null) {
            top += size;
            return top - size;
        }
        remove(gap.size, gap.offset);
        if (gap.size > size) {
            add(gap.size - size, gap.offset + size);
        }
        return gap.offset;
    }

    /** Gives back what is taken. */
    void give(long offset, long size) {
        long begin = offset;
        long end = offset + size;
        Map.@Nullable Entry<Long, Long> below = sizes.lowerEntry(offset);
        if (below != null && below.getKey() + below.getValue() == offset) {
            begin = below.getKey();
            remove(below.getValue(), begin);
        }
        Long above = sizes.get(end);
        if (above != null) {
            remove(above, end);
            end += above;
        }
        if (end == top) {
            top = begin;
        } else {
            add(end - begin, begin);
        }
    }

    private void add(long size, long offset) {
        sizes.put(offset, size);
        bySize.add(new Gap(size, offset));
    }

    private void remove(long size, long offset) {
        sizes.remove(offset);
        bySize.remove(new Gap(size, offset));
    }
}
