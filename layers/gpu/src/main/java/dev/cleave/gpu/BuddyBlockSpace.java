package dev.cleave.gpu;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.FreeRunVisitor;
import dev.cleave.buddy.Stripes;

/** A buddy space with exact fit: lock-free, any order of frees. */
final class BuddyBlockSpace implements BlockSpace {
    private final BuddySpace space;
    private final Placement placement;

    BuddyBlockSpace(long units, Stripes stripes, Placement placement) {
        this.space = BuddySpace.builder(units).stripes(stripes.count()).stripeChooser(stripes::mine).build();
        this.placement = placement;
    }

    @Override
    public long units() {
        return space.units();
    }

    @Override
    public long allocate(long count, int alignment, boolean thorough) {
        if (count > space.units() || alignment > space.maxOrder() || !thorough && !space.mayHave(count)) {
            return NONE;
        }
        long offset = switch (placement) {
            case PACKED -> space.allocateExtent(count, alignment);
            case FASTEST -> count >= 1L << alignment
                    ? space.allocateUnits(count)
                    : space.allocateExtent(count, alignment);
            case LOWEST -> space.allocateWithin(0, space.units(), count, alignment);
        };
        return offset == BuddySpace.NO_BLOCK ? NONE : offset;
    }

    @Override
    public boolean allocateAt(long offset, long count) {
        return space.tryAllocateAt(offset, count);
    }

    @Override
    public void free(long offset) {
        space.free(offset);
    }

    @Override
    public boolean takeAll() {
        space.flush();
        return space.tryAllocateAt(0, space.units());
    }

    @Override
    public long freeUnits() {
        return space.freeUnits();
    }

    @Override
    public void forEachFreeRun(FreeRunVisitor visitor) {
        space.flush();
        space.forEachFreeRun(0, space.units(), visitor);
    }
}
