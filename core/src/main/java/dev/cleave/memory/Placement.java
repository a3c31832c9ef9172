package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.Comparator;
import java.util.List;

/**
 * Blocks of a pool in given places. What lies there and waits, in a magazine, as a spare or with
 * the purge, is not in the way.
 */
final class Placement {
    private final Units units;
    private final Requests requests;
    private final Blocks blocks;

    Placement(Units units, Requests requests, Blocks blocks) {
        this.units = units;
        this.requests = requests;
        this.blocks = blocks;
    }

    /** Units from one to before another. */
    private record UnitRange(long from, long end) {}

    /** Answers whether all of it was free, and is the caller's. */
    boolean at(long address, long byteSize) {
        long offset = units.offsetOf(address);
        long count = units.of(byteSize);
        long end = Math.min(units.count(), offset + Math.min(count, units.count()));
        return settled(requests.attemptWithin(offset, end, count, 0), count, byteSize) != 0;
    }

    /** The lowest block within a range: its address, or 0. */
    long within(PoolRange range, long byteSize, long byteAlignment) {
        long count = units.of(byteSize);
        return settled(findWithin(range, count, units.order(byteAlignment)), count, byteSize);
    }

    /** The lowest block no byte of which lies in one of these ranges: its address, or 0. */
    long outside(List<PoolRange> ranges, long byteSize, long byteAlignment) {
        long count = units.of(byteSize);
        return settled(findOutside(ranges, count, units.order(byteAlignment)), count, byteSize);
    }

    /**
     * The lowest units within a range: their offset, or a number below 0. They are the
     * caller's, and not in the books yet.
     */
    long findWithin(PoolRange range, long count, int alignment) {
        UnitRange inner = inner(range);
        return requests.attemptWithin(inner.from, inner.end, count, alignment);
    }

    /** As {@link #findWithin}, but outside of these ranges. */
    long findOutside(List<PoolRange> ranges, long count, int alignment) {
        long from = 0;
        for (UnitRange outer : ranges.stream().map(this::outer).sorted(Comparator.comparingLong(UnitRange::from))
                .toList()) {
            long offset = requests.attemptWithin(from, Math.max(from, outer.from), count, alignment);
            if (offset != BuddySpace.NO_BLOCK) {
                return offset;
            }
            from = Math.max(from, outer.end);
        }
        return requests.attemptWithin(from, units.count(), count, alignment);
    }

    private long settled(long offset, long count, long byteSize) {
        if (offset < 0) {
            requests.refused(offset);
            return 0;
        }
        return blocks.settle(offset, count, byteSize);
    }

    /** The units that lie in a range wholly. */
    private UnitRange inner(PoolRange range) {
        long from = units.indexOf(range.from(), units.unit() - 1);
        return new UnitRange(from, Math.max(from, units.indexOf(range.to(), 0)));
    }

    /** The units that lie in a range at least in part; none for one of no bytes. */
    private UnitRange outer(PoolRange range) {
        long from = units.indexOf(range.from(), 0);
        return new UnitRange(from, range.from() == range.to() ? from : units.indexOf(range.to(), units.unit() - 1));
    }
}
