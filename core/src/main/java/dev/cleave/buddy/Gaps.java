package dev.cleave.buddy;

/**
 * Moves an extent that was just taken down to where the free run before it begins, so that extents of
 * any size lie side by side. An aligned search leaves what is before a block lying whenever it breaks
 * the next one: half of the space where all blocks are one unit longer than a power of two.
 *
 * <pre>
 *   9 units      | a a a a a a a a a . . . . . . . | b b b b b b b b b . . . . . . . |      as taken
 *                | a a a a a a a a a b b b b b b b   b b . . . . . . . . . . . . . . |      as moved
 * </pre>
 *
 * <p>The run before is left alone where it is a whole free block of the order around the extent, or
 * longer: that is no gap, and serves others as it is. A move takes the gap and gives as much at the
 * end back; it is not made where another thread took the gap first.
 */
final class Gaps {
    private final FreeUnits units;
    private final Ranges ranges;
    private final Lanes lanes;

    Gaps(FreeUnits units, Ranges ranges, Lanes lanes) {
        this.units = units;
        this.ranges = ranges;
        this.lanes = lanes;
    }

    /**
     * Closes the gap before an extent that the caller has taken and nobody else knows: answers
     * where it begins now, at a multiple of 2<sup>alignment</sup>.
     */
    long close(long offset, long length, int alignment, int stripe) {
        long start = startBefore(offset, length, alignment);
        return start < offset && move(offset, start, length, stripe) ? start : offset;
    }

    /**
     * Where an extent would leave no gap that might begin at an offset: there, or at the multiple
     * of 2<sup>alignment</sup> where the gap before it begins.
     */
    long startBefore(long offset, long length, int alignment) {
        long around = 1L << Runs.orderAround(length);
        long start = units.runStart(offset, Math.max(0, offset - around));
        return offset - start < around ? Math.min(offset, start + (1L << alignment) - 1 & -1L << alignment) : offset;
    }

    private boolean move(long from, long to, long length, int stripe) {
        long gap = Math.min(from - to, length);
        lanes.beginHiding(stripe);
        boolean taken = ranges.take(to, gap, stripe);
        if (taken) {
            long end = Math.max(from, to + length);
            ranges.give(end, from + length - end);
        }
        lanes.endHiding(stripe);
        return taken;
    }
}
