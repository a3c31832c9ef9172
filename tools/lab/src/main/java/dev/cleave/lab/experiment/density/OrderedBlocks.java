package dev.cleave.lab.experiment.density;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.workshop.contract.BlockAllocator;

/**
 * Cleave's buddy space asked for blocks by order: a request takes the smallest 2^k units that hold
 * it. No memory lies under it: addresses must not be written to.
 */
final class OrderedBlocks implements ByteAllocator {
    /** Bytes of a block of order 0. */
    static final long UNIT = 4096;

    private final BlockAllocator space;

    /**
     * All of it free.
     *
     * @param capacity in bytes, rounded down to whole units
     */
    OrderedBlocks(long capacity) {
        space = AllocatorName.CLEAVE.openBlocks(capacity / UNIT, 0);
    }

    @Override
    public long allocate(long byteSize, int slot) {
        int order = space.shape().orderOf(Math.ceilDiv(byteSize, UNIT));
        if (order > space.shape().maxOrder()) {
            return NO_ADDRESS;
        }
        long offset = space.allocate(order);
        return offset == BlockAllocator.NO_BLOCK ? NO_ADDRESS : (offset + 1) * UNIT;
    }

    @Override
    public void free(long address, int slot) {
        space.free(address / UNIT - 1);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return space.unitsOf(address / UNIT - 1) * UNIT;
    }
}
