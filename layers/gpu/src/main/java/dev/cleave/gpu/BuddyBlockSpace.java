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
        if (count > space.units() || alignment > space.maxOrder()) {
            return NONE;
        }
        if (placement == Placement.LOWEST) {
            return thorough || space.mayHave(count) ? lowest(count, alignment) : NONE;
        }
        return thorough ? space.allocateExtent(count, alignment) : firstLook(count, alignment);
    }

    private long lowest(long count, int alignment) {
        return space.allocateWithin(0, space.units(), count, alignment);
    }

    private long firstLook(long count, int alignment) {
        boolean alignedAnyway = placement == Placement.BALANCED && 2 * count > 1L << alignment;
        long unit = alignedAnyway ? space.tryAllocateUnits(count) : NONE;
        return unit == NONE && space.mayHave(count) ? space.tryAllocateExtent(count, alignment) : unit;
    }

    @Override
    public boolean free(long offset) {
        space.free(offset);
        return false;
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
