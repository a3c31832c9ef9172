package dev.cleave.heap;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;
import java.util.List;

/**
 * The sampled ones among a heap's blocks, known by address until they are freed. A slot's mark is a bit at its slab, a large block's a bit
 * at its unit: so a free of what is not sampled costs a read, and no search.
 */
final class SampledBlocks {
    private final AllocationSites sites;
    private final SlabMap map;
    private final long base;
    private final int unitShift;

    SampledBlocks(Pool pool, SlabMap map, long bytesPerSample) {
        this.map = map;
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        sites = new AllocationSites(pool.name(), "heap", bytesPerSample, pool.capacity() >>> unitShift);
    }

    /** Counts an allocation: whether it is to be sampled. */
    boolean isDue(long byteSize) {
        return sites.isDue(byteSize);
    }

    /** Remembers who allocates this block; called by its holder, before anybody else knows its address. Answers the address. */
    long sample(long address, long byteSize) {
        long unit = address - base >>> unitShift;
        Slab slab = map.slabAt(unit);
        if (slab == null) {
            sites.sampleBlock(unit, address, byteSize);
        } else {
            sites.sample(address, byteSize);
            slab.mark(slab.slotOf(address));
        }
        return address;
    }

    /** Forgets a slot that is marked; called before it is free. */
    void forgetSlot(Slab slab, int slot, long address) {
        slab.unmark(slot);
        sites.forget(address);
    }

    /** Forgets a large block, if it is known; called by who claimed it, before it is free. */
    void forgetLarge(long address) {
        sites.forgetBlock(address - base >>> unitShift, address);
    }

    /** The places that hold most, most first. */
    List<AllocationSite> top(int limit) {
        return sites.top(limit);
    }
}
