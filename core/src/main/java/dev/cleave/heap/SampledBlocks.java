package dev.cleave.heap;

import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The sampled ones among a heap's blocks, known by address until they are freed. A slot's mark is a bit at its slab, a large block's a bit
 * at its unit: so a free of what is not sampled costs a read, and no search.
 */
final class SampledBlocks {
    private final @Nullable AllocationSites sites;
    private final SlabMap map;
    private final long base;
    private final int unitShift;

    /** @param sites knows who allocated them; null where nothing is ever sampled */
    SampledBlocks(Pool pool, SlabMap map, @Nullable AllocationSites sites) {
        this.sites = sites;
        this.map = map;
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
    }

    /**
     * Remembers who allocates this block, which is {@linkplain AllocationSites#due due};
     * called by its holder, before anybody else knows its address. Where that fails the block is
     * not sampled.
     *
     * @param mean what {@link AllocationSites#due} answered
     */
    void sample(long address, long byteSize, long mean) {
        if (sites == null) {
            return;
        }
        long unit = address - base >>> unitShift;
        Slab slab = map.slabAt(unit);
        if (slab == null) {
            sites.sampleBlock(unit, address, byteSize, mean);
        } else {
            sampleSlot(sites, slab, address, byteSize, mean);
        }
    }

    /** A mark without a sample would have its free look for one. */
    private static void sampleSlot(AllocationSites sites, Slab slab, long address, long byteSize, long mean) {
        int slot = slab.slotOf(address);
        boolean known = false;
        slab.mark(slot);
        try {
            sites.sample(address, byteSize, mean);
            known = true;
        } finally {
            if (!known) {
                slab.unmark(slot);
            }
        }
    }

    /** Forgets a slot that is marked; called before it is free. Where that fails it is still marked, and known. */
    void forgetSlot(Slab slab, int slot, long address) {
        if (sites != null) {
            sites.forget(address);
        }
        slab.unmark(slot);
    }

    /** Whether any block can be known. */
    boolean isSampling() {
        return sites != null;
    }

    /** Forgets a large block, if it is known; called by who claimed it, before it is free. */
    void forgetLarge(long address) {
        if (sites != null) {
            sites.forgetBlock(address - base >>> unitShift, address);
        }
    }

    /** Counts what a large block gained or lost where it lies; called by who claimed it. */
    void resizeLarge(long address, long bytesBefore, long bytesNow) {
        if (sites != null) {
            sites.resizeBlock(address - base >>> unitShift, address, bytesBefore, bytesNow);
        }
    }
}
