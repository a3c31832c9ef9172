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
     * Remembers who allocates this block, which is {@linkplain AllocationSites#due due}; called by its holder, before anybody else knows its
     * address. Answers the address.
     *
     * @param mean what {@link AllocationSites#due} answered
     */
    long sample(long address, long byteSize, long mean) {
        if (sites == null) {
            return address;
        }
        long unit = address - base >>> unitShift;
        Slab slab = map.slabAt(unit);
        if (slab == null) {
            sites.sampleBlock(unit, address, byteSize, mean);
        } else {
            sites.sample(address, byteSize, mean);
            slab.mark(slab.slotOf(address));
        }
        return address;
    }

    /** Forgets a slot that is marked; called before it is free. */
    void forgetSlot(Slab slab, int slot, long address) {
        slab.unmark(slot);
        if (sites != null) {
            sites.forget(address);
        }
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
