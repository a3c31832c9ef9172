package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;

/** The units that a pool has free, in a committed hole first where much is retained. */
final class PlainSearch implements UnitSearch {
    private final BuddySpace space;
    private final Footprint footprint;

    PlainSearch(BuddySpace space, Footprint footprint) {
        this.space = space;
        this.footprint = footprint;
    }

    @Override
    public long find(long count, int alignment) {
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

    @Override
    public long findWithin(long from, long end, long count, int alignment) {
        return count > end - from ? BuddySpace.NO_BLOCK : space.allocateWithin(from, end, count, alignment);
    }

    @Override
    public void giveBack(long offset, long kept) {
        if (kept == 0) {
            space.free(offset);
        } else {
            space.resize(offset, kept);
        }
    }
}
