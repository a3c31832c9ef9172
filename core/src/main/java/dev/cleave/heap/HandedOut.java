package dev.cleave.heap;

import dev.cleave.memory.LeasedParts;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import org.jspecify.annotations.Nullable;

/**
 * What a heap or an object cache has handed out of its blocks, as recordings are told of it: each
 * allocation and free while one is under way, and what is live as one begins. Nobody knows by then
 * how many bytes were asked for: it is told with the room that it has.
 */
final class HandedOut implements LeasedParts {
    private final Leases leases;
    private final long base;
    private final int unitShift;
    private final SlabMap map;

    /** Null for an object cache. */
    private final @Nullable LargeBlocks largeBlocks;

    /** Null for a heap. */
    private final @Nullable SlabClass kind;

    /** Is run when a recording begins. */
    private final Runnable begins;

    private HandedOut(Pool pool, SlabMap map, @Nullable LargeBlocks largeBlocks, @Nullable SlabClass kind,
            Runnable begins) {
        this.begins = begins;
        leases = pool.leases().ofParts();
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        this.map = map;
        this.largeBlocks = largeBlocks;
        this.kind = kind;
        leases.register(this);
    }

    /** @param begins is run when a recording begins */
    static HandedOut ofHeap(Pool pool, SlabMap map, LargeBlocks largeBlocks, Runnable begins) {
        return new HandedOut(pool, map, largeBlocks, null, begins);
    }

    static HandedOut ofCache(Pool pool, SlabMap map, SlabClass kind) {
        return new HandedOut(pool, map, null, kind, () -> {});
    }

    /**
     * While somebody records: a block is about to be its holder's; answers its address. 0 is none.
     */
    long allocated(long address, long byteSize) {
        if (address != 0) {
            leases.handedOut(address, byteSize);
        }
        return address;
    }

    /** A block is about to be free. */
    void freed(long address, long byteSize) {
        leases.takenBack(address, byteSize);
    }

    // ----------------------------------------------------------------------------------------- as a recording begins

    @Override
    public void giveBackIdle() {
        begins.run();
        if (largeBlocks != null) {
            largeBlocks.trim();
        }
    }

    @Override
    public void forEach(Visitor visitor) {
        if (kind != null) {
            forEachObject(kind, visitor);
            return;
        }
        LargeBlocks large = largeBlocks;
        map.forEach(slab -> tell(slab, visitor), unit -> {
            long units = large == null ? 0 : large.unitsAt(unit);
            if (units > 0) {
                visitor.part(base + (unit << unitShift), units << unitShift);
            }
        });
    }

    private void forEachObject(SlabClass objects, Visitor visitor) {
        for (long unit = map.nextOf(objects, 0); unit >= 0; unit = map.nextOf(objects, unit + 1)) {
            CachedSlab cached = map.cachedAt(unit);
            if (cached != null) {
                tell(cached.slab(), visitor);
            }
        }
    }

    private static void tell(Slab slab, Visitor visitor) {
        visitor.block(slab.start());
        for (int slot = 0; slot < slab.slots(); slot++) {
            if (!slab.isFree(slot)) {
                visitor.part(slab.start() + (long) slot * slab.slotBytes, slab.slotBytes);
            }
        }
    }
}
