package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;
import dev.cleave.buddy.Stripes;

/**
 * A part of a {@link TwoGrainSpace} that small requests share, unit by unit. Once it is {@linkplain
 * #takeAll() taken as a whole} whoever still has it in hand finds no room. Any thread may call
 * anything.
 */
final class FineChunk {
    /** So many units, as a power of two: a tree of three levels. */
    static final int ORDER = 14;

    static final long UNITS = 1L << ORDER;

    /** More stripes than it has places for them only cost memory. */
    private static final int MOST_STRIPES = 4;

    private final long begin;
    private final BuddyBlockSpace space;
    private final LastRefusal refusal = new LastRefusal();

    /**
     * @param begin its first unit in the block
     */
    FineChunk(long begin, Stripes stripes, Placement placement) {
        this.begin = begin;
        space = new BuddyBlockSpace(UNITS, stripes.withCount(Math.min(MOST_STRIPES, stripes.count())), placement);
    }

    /** As {@link BlockSpace#allocate}; the answer is counted from the beginning of the block. */
    long allocate(long count, int alignment, boolean thorough) {
        if (!thorough && refusal.covers(count, alignment)) {
            return BlockSpace.NONE;
        }
        long unit = space.allocate(count, alignment, thorough);
        if (unit != BlockSpace.NONE) {
            return begin + unit;
        }
        refusal.note(count, alignment);
        return BlockSpace.NONE;
    }

    /** Gives back what begins at a unit of the block. */
    void free(long offset) {
        space.free(offset - begin);
        refusal.forget();
    }

    /** Takes all of it if nothing of it is in use. Where something is, that costs a read for each 64 units. */
    boolean takeAll() {
        return space.freeUnits() == UNITS && space.takeAll();
    }

    long freeUnits() {
        return space.freeUnits();
    }

    /** Visits each run of free units, the lowest first, counted from the beginning of the block. */
    void forEachFreeRun(FreeRunVisitor visitor) {
        space.forEachFreeRun((start, length) -> visitor.run(begin + start, length));
    }
}
