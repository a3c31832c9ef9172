package dev.cleave.gpu;

import dev.cleave.buddy.Stripes;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pool of a device heap: blocks of one memory type, and the allocations that share them. Each
 * memory type has one of its own; others are made for purposes of their own ({@link
 * DeviceHeap#createPool}).
 *
 * <p><strong>Threads.</strong> Any thread may call anything. An allocation that finds room in a
 * block of the buddy layout, and a free, wait for nobody; a new block is reserved under the heap's
 * lock.
 */
public final class DevicePool {
    private final Object heap;
    private final PoolShape shape;
    private final BlockSupply supply;
    private final PoolBlocks blocks;
    private final AtomicBoolean defragmenting = new AtomicBoolean();

    /**
     * @param heap whose it is: its allocations are refused by others
     * @param wanted its settings; the unit may become larger, as flushes ask
     */
    DevicePool(Object heap, PoolSettings wanted, BlockSupply supply, IdleMappings<BlockMapping> idle, Stripes stripes) {
        this.heap = heap;
        this.supply = supply;
        shape = PoolShape.of(wanted, supply.memory.info());
        blocks = new PoolBlocks(heap, shape, supply, idle, stripes);
    }

    /** Reserves the least blocks. */
    void open() {
        blocks.open();
    }

    /** How the pool is to be, with the sizes of unit and blocks that it uses. */
    public PoolSettings settings() {
        return shape.settings();
    }

    /** The memory type of its blocks. */
    public MemoryType type() {
        return shape.type();
    }

    /** What it holds now. Cost: a look at each allocation. */
    public DeviceUsage usage() {
        return snapshot(false).usage();
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /**
     * An allocation from the oldest block where a first look finds room, so that later ones empty;
     * waits for nobody.
     */
    @Nullable
    DeviceAllocation tryAllocate(AllocationRequest request) {
        if (shape.wantsDedicated(request) || request.upper) {
            return null;
        }
        long count = shape.unitsFor(request);
        int alignment = shape.alignmentFor(request);
        for (HeapBlock block : blocks.shared()) {
            long unit = block.take(count, alignment);
            if (unit != BlockSpace.NONE) {
                return own(block, unit, count, alignment, request);
            }
        }
        return null;
    }

    /**
     * An allocation from a block that is there, or from a new one; null where the budget or the
     * driver refuse.
     */
    @Nullable
    DeviceAllocation allocate(AllocationRequest request) {
        supply.lock();
        try {
            blocks.requireOpen();
            if (shape.wantsDedicated(request)) {
                DeviceAllocation own = allocateDedicated(request);
                return own != null || request.dedicated ? own : allocateShared(request);
            }
            DeviceAllocation shared = allocateShared(request);
            return shared != null || !shape.mayFallBack() ? shared : allocateDedicated(request);
        } finally {
            supply.unlock();
        }
    }

    private @Nullable DeviceAllocation allocateShared(AllocationRequest request) {
        DeviceAllocation found = search(request, false);
        if (found != null) {
            return found;
        }
        long count = shape.unitsFor(request);
        HeapBlock fresh = blocks.grow(count << shape.unitShift());
        if (fresh == null) {
            return search(request, true);
        }
        int alignment = shape.alignmentFor(request);
        long unit = takeFrom(fresh, count, alignment, request);
        return unit == BlockSpace.NONE ? null : own(fresh, unit, count, alignment, request);
    }

    /**
     * Takes units of a fresh block before others see it; it goes back to the driver where that
     * fails.
     */
    private long takeFrom(HeapBlock fresh, long count, int alignment, AllocationRequest request) {
        boolean taken = false;
        try {
            long unit = fresh.takeThoroughly(count, alignment, request.upper);
            taken = true;
            blocks.add(fresh);
            return unit;
        } finally {
            if (!taken) {
                blocks.release(fresh);
            }
        }
    }

    /**
     * Looks through all blocks.
     *
     * @param evacuating whether only through those that a defragmentation is emptying, which serve
     *     rather than that a request fails; else only through the others
     */
    private @Nullable DeviceAllocation search(AllocationRequest request, boolean evacuating) {
        long count = shape.unitsFor(request);
        int alignment = shape.alignmentFor(request);
        for (HeapBlock block : blocks.shared()) {
            long unit = block.isEvacuating() == evacuating
                    ? block.takeThoroughly(count, alignment, request.upper)
                    : BlockSpace.NONE;
            if (unit != BlockSpace.NONE) {
                return own(block, unit, count, alignment, request);
            }
        }
        return null;
    }

    private @Nullable DeviceAllocation allocateDedicated(AllocationRequest request) {
        HeapBlock block = blocks.growDedicated(request.byteSize, request.dedication);
        if (block == null) {
            return null;
        }
        return own(block, block.takeThoroughly(1, 0, false), 1, 0, request);
    }

    private static DeviceAllocation own(
            HeapBlock block, long unit, long count, int alignment, AllocationRequest request) {
        if (!request.mapped) {
            return own(block, unit, count, alignment, request, AllocationState.LIVE);
        }
        DeviceAllocation allocation = own(block, unit, count, alignment, request, AllocationState.PENDING);
        map(allocation);
        return allocation;
    }

    /**
     * Units that were taken become an allocation's; they are given back where it cannot be made.
     */
    private static DeviceAllocation own(
            HeapBlock block, long unit, long count, int alignment, AllocationRequest request, AllocationState state) {
        boolean owned = false;
        try {
            DeviceAllocation allocation = new DeviceAllocation(block, unit, count, alignment, request);
            allocation.change(AllocationState.LIVE, state);
            block.own(unit, allocation);
            owned = true;
            return allocation;
        } finally {
            if (!owned) {
                block.untake(unit);
            }
        }
    }

    /** No defragmentation moves it before it is mapped: until then it seems to be freed. */
    private static void map(DeviceAllocation allocation) {
        boolean mapped = false;
        try {
            allocation.mapForLife();
            mapped = true;
        } finally {
            if (mapped) {
                allocation.change(AllocationState.PENDING, AllocationState.LIVE);
            } else {
                allocation.endPending();
            }
        }
    }

    /** Why a request can never be served here; empty where it can. */
    String whyNever(AllocationRequest request) {
        return shape.whyNever(request);
    }

    // ------------------------------------------------------------------------------------------------- defragmentation

    /** The blocks that allocations share. */
    List<HeapBlock> sharedBlocks() {
        return List.of(blocks.shared());
    }

    /**
     * Lets one defragmentation at a time in.
     *
     * @throws IllegalArgumentException where blocks of the pool's layout cannot be emptied
     * @throws IllegalStateException where another one is under way
     */
    void beginDefragmentation() {
        if (settings().layout() != BlockLayout.BUDDY) {
            throw new IllegalArgumentException("cannot defragment pool '" + settings().name() + "': it is a "
                    + settings().layout() + "; only pools of the buddy layout can be");
        }
        if (!defragmenting.compareAndSet(false, true)) {
            throw new IllegalStateException("cannot defragment pool '" + settings().name()
                    + "': a defragmentation of it is under way; close that first");
        }
    }

    void endDefragmentation() {
        defragmenting.set(false);
    }

    /** A second place for an allocation, in another block; null where there is none. */
    @Nullable
    static DeviceAllocation allocateTarget(HeapBlock block, DeviceAllocation source) {
        AllocationRequest request = AllocationRequest.of(source.byteSize()).kind(source.kind())
                .named(source.name().isEmpty() ? "a move" : "a move of " + source.name());
        long unit = block.takeThoroughly(source.units(), source.alignmentOrder(), false);
        return unit == BlockSpace.NONE
                ? null
                : own(block, unit, source.units(), source.alignmentOrder(), request, AllocationState.PENDING);
    }

    /** A block that was to be emptied: it goes if it is empty, else it is used as any other. */
    void endEvacuation(HeapBlock block) {
        blocks.endEvacuation(block);
    }

    // ------------------------------------------------------------------------------------------------------------ heap

    /** Gives up empty blocks beyond those that are kept; answers how many bytes. */
    long trim() {
        return blocks.trim();
    }

    /** Visits all allocations that were not given back. */
    void forEachAllocation(Consumer<DeviceAllocation> visitor) {
        blocks.forEachAllocation(visitor);
    }

    /** Gives all blocks back; answers false, and all is as before, where an allocation lives. */
    boolean close() {
        return blocks.close();
    }

    boolean belongsTo(Object owner) {
        return heap.equals(owner);
    }

    DevicePoolSnapshot snapshot(boolean isDefault) {
        return new DevicePoolSnapshot(settings(), isDefault,
                Arrays.stream(blocks.shared()).map(BlockPicture::of).toList(),
                blocks.dedicated().stream().map(BlockPicture::of).toList());
    }
}
