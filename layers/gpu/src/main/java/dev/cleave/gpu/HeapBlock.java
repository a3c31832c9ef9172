package dev.cleave.gpu;

/**
 * A block of device memory, and who has which part of it.
 *
 * <p>The units of a block that is given back to the driver are all taken first ({@link #seal}), so
 * whoever still has it in hand finds no room there.
 */
final class HeapBlock {
    final Object heap;
    final DeviceBlock device;
    final MemoryType type;
    final BlockSpace space;
    final BlockMapping mapping;
    final OwnerTable<DeviceAllocation> owners;
    final int unitShift;
    final long flushAtom;
    final boolean dedicated;
    private final BlockKeeper keeper;
    private final LiveCount live;
    private final LastRefusal refusal = new LastRefusal();
    private volatile boolean evacuating;

    HeapBlock(Object heap, DeviceBlock device, MemoryType type, BlockParts parts, BlockKeeper keeper) {
        this.heap = heap;
        this.device = device;
        this.type = type;
        this.keeper = keeper;
        space = parts.space();
        mapping = parts.mapping();
        live = parts.live();
        unitShift = parts.unitShift();
        flushAtom = parts.flushAtom();
        dedicated = parts.dedicated();
        owners = new OwnerTable<>(space.units());
    }

    /**
     * Takes units, where a first look finds some.
     *
     * @return the first of them, or {@link BlockSpace#NONE}
     */
    long take(long count, int alignment) {
        if (evacuating || refusal.covers(count, alignment)) {
            return BlockSpace.NONE;
        }
        long unit = space.allocate(count, alignment, false);
        if (unit == BlockSpace.NONE) {
            refusal.note(count, alignment);
        }
        return unit;
    }

    /** Takes units, and looks at all that is free before it answers that there are none. */
    long takeThoroughly(long count, int alignment, boolean upper) {
        return upper ? space.allocateUpper(count, alignment) : space.allocate(count, alignment, true);
    }

    /** The units from one on are an allocation's. */
    void own(long unit, DeviceAllocation owner) {
        owners.set(unit, owner);
        live.increment();
    }

    /** Gives back units that were taken and became nobody's. */
    void untake(long unit) {
        boolean unused = space.free(unit);
        refusal.forget();
        if (dedicated) {
            keeper.emptied(this);
        }
    }

    /** Gives back the place that begins at a unit. */
    void giveBack(long unit) {
        owners.set(unit, null);
        boolean look = live.decrement();
        look |= space.free(unit);
        refusal.forget();
        if ((look || evacuating) && live.sum() == 0) {
            keeper.emptied(this);
        }
    }

    /** Whether no allocation seems to be in it. */
    boolean seemsEmpty() {
        return live.sum() == 0;
    }

    /** Takes all of the block, if nothing of it is in use: nobody can allocate there afterwards. */
    boolean seal() {
        return space.takeAll();
    }

    /** Gives the sealed block back to the driver. */
    void release() {
        mapping.end();
        device.release();
    }

    /** Whether it is being emptied: nobody allocates there meanwhile. */
    boolean isEvacuating() {
        return evacuating;
    }

    void evacuating(boolean now) {
        evacuating = now;
    }

    long byteSize() {
        return device.byteSize();
    }
}
