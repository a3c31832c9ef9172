package dev.cleave.lab.experiment.attack;

import dev.cleave.workshop.contract.BlockAllocator;

/** An algorithm of the workshop, over units without memory under them. */
final class AlgorithmTarget implements Target {
    private static final long UNIT = 4096;

    private final BlockAllocator space;

    /** @param space over units of 4 KiB */
    AlgorithmTarget(BlockAllocator space) {
        this.space = space;
    }

    @Override
    public long serve(long byteSize) {
        long units = (byteSize + UNIT - 1) / UNIT;
        return units > 1L << space.shape().maxOrder() ? REFUSED : (space.allocateUnits(units) + 1) * UNIT;
    }

    @Override
    public void giveBack(long block, long byteSize) {
        space.free(block / UNIT - 1);
    }

    @Override
    public void close() {}
}
