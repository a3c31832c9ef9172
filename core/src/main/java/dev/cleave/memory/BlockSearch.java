package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;

/**
 * Finds free blocks of a pool at first sight. Offsets and lengths are in units, an alignment is the power of two of units that the first is
 * a multiple of. What is found is the caller's, and not in the pool's books yet.
 */
final class BlockSearch {
    private final BuddySpace space;
    private final Footprint footprint;

    BlockSearch(BuddySpace space, Footprint footprint) {
        this.space = space;
        this.footprint = footprint;
    }

    /** The offset of so many adjacent units, or {@link BuddySpace#NO_BLOCK}: in a committed hole first, where much is retained. */
    long find(long count, int alignment) {
        if (count > space.units()) {
            return BuddySpace.NO_BLOCK;
        }
        if (alignment > 0) {
            return findAligned(count, alignment);
        }
        long dirty = footprint.reuse(count);
        return dirty != BuddySpace.NO_BLOCK ? dirty : space.allocateExtent(count);
    }

    /** A block of the buddy system first, where that is aligned enough: it may lie in a magazine. */
    private long findAligned(long count, int alignment) {
        if (Long.bitCount(count) == 1 && 1L << alignment <= count) {
            long block = space.allocate(Long.numberOfTrailingZeros(count));
            if (block != BuddySpace.NO_BLOCK || 1L << alignment == count) {
                return block;
            }
        }
        return space.allocateExtent(count, alignment);
    }

    /** The lowest such units within a range, or {@link BuddySpace#NO_BLOCK}. */
    long findWithin(long from, long end, long count, int alignment) {
        return count > end - from ? BuddySpace.NO_BLOCK : space.allocateWithin(from, end, count, alignment);
    }
}
