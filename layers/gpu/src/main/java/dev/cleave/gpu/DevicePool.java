package dev.cleave.gpu;

import dev.cleave.buddy.Stripes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;
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
    private static final HeapBlock[] NO_BLOCKS = {};

    private final Object heap;
    private final PoolSettings settings;
    private final MemoryType type;
    private final BlockSupply supply;
    private final IdleMappings<BlockMapping> idleMappings;
    private final Stripes stripes;
    private final long granularity;
    private final long flushAtom;
    private final int unitShift;
    private final int leastAlignment;
    private final long dedicatedFrom;
    private final boolean growsFromSmall;
    private final BlockKeeper keeper = this::emptied;
    private final EmptyBlocks giver = this::giveUpEmpty;
    private final Set<HeapBlock> dedicated = ConcurrentHashMap.newKeySet();
    private volatile HeapBlock[] blocks = NO_BLOCKS;
    private final AtomicBoolean defragmenting = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param heap whose it is: its allocations are refused by others
     * @param wanted its settings; the unit may become larger, as flushes and granularity ask
     */
    DevicePool(Object heap, PoolSettings wanted, BlockSupply supply, IdleMappings<BlockMapping> idle, Stripes stripes) {
        this.heap = heap;
        this.supply = supply;
        this.idleMappings = idle;
        this.stripes = stripes;
        DeviceInfo info = supply.memory.info();
        type = info.type(wanted.type());
        flushAtom = info.limits().nonCoherentAtomSize();
        granularity = info.limits().bufferImageGranularity();
        long unit = Math.max(wanted.unitBytes(), type.needsFlushes() ? flushAtom : 1);
        unitShift = Long.numberOfTrailingZeros(unit);
        leastAlignment = orderOf(Math.max(wanted.minAlignment(), info.limits().minAlignment()));
        growsFromSmall = wanted.blockBytes() == 0;
        long blockBytes = growsFromSmall
                ? BlockSizes.usual(info.heap(type.heap()).byteSize(), unit)
                : Sizes.roundUp(wanted.blockBytes(), unit);
        blockBytes = Math.min(blockBytes, Sizes.roundDown(info.limits().maxBlockBytes(), unit));
        settings = wanted.unit(unit).blocksOf(blockBytes);
        dedicatedFrom = wanted.dedicatedFrom() == 0 ? usualDedication(blockBytes) : wanted.dedicatedFrom();
    }

    /** From how many bytes on a request has a block of its own, where nobody said so. */
    private long usualDedication(long blockBytes) {
        if (growsFromSmall) {
            return blockBytes / 2 + 1;
        }
        return settings.maxBlocks() == Integer.MAX_VALUE ? blockBytes + 1 : Long.MAX_VALUE;
    }

    /** Registers with the supply, and reserves the least blocks. */
    void open() {
        supply.register(giver);
        supply.lock();
        try {
            while (blocks.length < settings.minBlocks()) {
                HeapBlock block = reserve(settings.blockBytes());
                if (block == null) {
                    throw new OutOfDeviceMemoryException("pool '" + settings.name() + "': the device has "
                            + blocks.length + " of the " + settings.minBlocks() + " blocks of "
                            + settings.blockBytes() + " bytes that it is to have from the beginning");
                }
                add(block);
            }
        } catch (RuntimeException refused) {
            releaseAll();
            throw refused;
        } finally {
            supply.unlock();
        }
    }

    /** How the pool is to be, with the sizes of unit and blocks that it uses. */
    public PoolSettings settings() {
        return settings;
    }

    /** The memory type of its blocks. */
    public MemoryType type() {
        return type;
    }

    /** What it holds now. Cost: a look at each allocation. */
    public DeviceUsage usage() {
        return snapshot(false).usage();
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /** An allocation from a block that is there, if a first look finds room; waits for nobody. */
    @Nullable
    DeviceAllocation tryAllocate(AllocationRequest request) {
        if (wantsDedicated(request) || request.upper) {
            return null;
        }
        long count = unitsFor(request);
        int alignment = alignmentFor(request);
        for (HeapBlock block : blocks) {
            long unit = block.take(count, alignment);
            if (unit != BlockSpace.NONE) {
                return own(block, unit, count, alignment, request);
            }
        }
        return null;
    }

    /** An allocation from a block that is there, or from a new one; null where the budget or the driver refuse. */
    @Nullable
    DeviceAllocation allocate(AllocationRequest request) {
        supply.lock();
        try {
            requireOpen();
            if (wantsDedicated(request)) {
                DeviceAllocation own = allocateDedicated(request);
                return own != null || request.dedicated ? own : allocateShared(request);
            }
            DeviceAllocation shared = allocateShared(request);
            return shared != null || !mayFallBack() ? shared : allocateDedicated(request);
        } finally {
            supply.unlock();
        }
    }

    /** Whether a request that no block can serve may have one of its own. */
    private boolean mayFallBack() {
        return growsFromSmall && settings.layout() == BlockLayout.BUDDY && settings.maxBlocks() == Integer.MAX_VALUE;
    }

    private @Nullable DeviceAllocation allocateShared(AllocationRequest request) {
        long count = unitsFor(request);
        int alignment = alignmentFor(request);
        for (HeapBlock block : blocks) {
            long unit = block.isEvacuating()
                    ? BlockSpace.NONE
                    : block.takeThoroughly(count, alignment, request.upper);
            if (unit != BlockSpace.NONE) {
                return own(block, unit, count, alignment, request);
            }
        }
        HeapBlock fresh = blocks.length < settings.maxBlocks() ? grow(count << unitShift) : null;
        if (fresh == null) {
            return allocateEvacuating(count, alignment, request);
        }
        long unit = fresh.takeThoroughly(count, alignment, request.upper);
        add(fresh);
        return unit == BlockSpace.NONE ? null : own(fresh, unit, count, alignment, request);
    }

    /** Rather than fail, a request gets room in a block that a defragmentation is emptying. */
    private @Nullable DeviceAllocation allocateEvacuating(long count, int alignment, AllocationRequest request) {
        for (HeapBlock block : blocks) {
            long unit = block.isEvacuating() ? block.takeThoroughly(count, alignment, false) : BlockSpace.NONE;
            if (unit != BlockSpace.NONE) {
                return own(block, unit, count, alignment, request);
            }
        }
        return null;
    }

    private @Nullable DeviceAllocation allocateDedicated(AllocationRequest request) {
        long byteSize = Sizes.roundUp(request.byteSize, 1L << unitShift);
        DeviceBlock device = supply.tryReserve(type, byteSize, request.dedication);
        if (device == null) {
            return null;
        }
        BlockParts parts = new BlockParts(new WholeSpace(1), new BlockMapping(device, idleMappings),
                new LiveCount(Stripes.of(1)), Long.SIZE - 1 - Long.numberOfLeadingZeros(byteSize), flushAtom, true);
        HeapBlock block = new HeapBlock(heap, device, type, parts, keeper);
        block.takeThoroughly(1, 0, false);
        dedicated.add(block);
        return own(block, 0, 1, 0, request);
    }

    private DeviceAllocation own(HeapBlock block, long unit, long count, int alignment, AllocationRequest request) {
        DeviceAllocation allocation = new DeviceAllocation(block, unit, count, alignment, request);
        block.own(unit, allocation);
        if (request.mapped) {
            mapForLife(allocation);
        }
        return allocation;
    }

    private static void mapForLife(DeviceAllocation allocation) {
        try {
            allocation.mapForLife();
        } catch (RuntimeException refused) {
            allocation.change(AllocationState.LIVE, AllocationState.FREED);
            allocation.release();
            throw refused;
        }
    }

    private boolean wantsDedicated(AllocationRequest request) {
        return request.dedicated || request.byteSize >= dedicatedFrom;
    }

    /** An optimal resource has its pages of the granularity to itself; a linear one needs none of its own. */
    private boolean needsOwnPages(AllocationRequest request) {
        return granularity > 1L << unitShift && !request.kind.isLinear();
    }

    private long unitsFor(AllocationRequest request) {
        long grain = needsOwnPages(request) ? granularity : 1L << unitShift;
        return Sizes.roundUp(request.byteSize, grain) >>> unitShift;
    }

    private int alignmentFor(AllocationRequest request) {
        int asked = Math.max(leastAlignment, orderOf(request.alignment));
        return needsOwnPages(request) ? Math.max(asked, orderOf(granularity)) : asked;
    }

    /** An alignment in units. */
    private int orderOf(long byteAlignment) {
        return Math.max(0, Long.numberOfTrailingZeros(byteAlignment) - unitShift);
    }

    /** Why a request can never be served here; null where it can. */
    @Nullable
    String whyNever(AllocationRequest request) {
        if (request.dedicated || request.byteSize >= dedicatedFrom || mayFallBack()) {
            long most = supply.memory.info().limits().maxBlockBytes();
            return request.byteSize > most ? "a block of the device has " + most + " bytes at most" : null;
        }
        return unitsFor(request) << unitShift > settings.blockBytes()
                ? "a block of pool '" + settings.name() + "' has " + settings.blockBytes() + " bytes"
                : null;
    }

    // ---------------------------------------------------------------------------------------------------------- blocks

    private @Nullable HeapBlock grow(long needed) {
        long preferred = settings.blockBytes();
        LongStream sizes = growsFromSmall
                ? BlockSizes.candidates(preferred, largestBlock(), needed)
                : LongStream.of(preferred).filter(size -> size >= needed);
        return sizes.map(size -> Sizes.roundDown(size, 1L << unitShift)).filter(size -> size >= needed)
                .mapToObj(this::reserve).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private long largestBlock() {
        return Arrays.stream(blocks).mapToLong(HeapBlock::byteSize).max().orElse(0);
    }

    private @Nullable HeapBlock reserve(long byteSize) {
        DeviceBlock device = supply.tryReserve(type, byteSize, Dedication.NONE);
        if (device == null) {
            return null;
        }
        long units = byteSize >>> unitShift;
        BlockSpace space = switch (settings.layout()) {
            case BUDDY -> new BuddyBlockSpace(units, stripes, settings.placement());
            case RING -> new RingSpace(units);
            case DOUBLE_STACK -> new DoubleStackSpace(units);
        };
        BlockParts parts = new BlockParts(space, new BlockMapping(device, idleMappings), new LiveCount(stripes),
                unitShift, flushAtom, false);
        return new HeapBlock(heap, device, type, parts, keeper);
    }

    private void add(HeapBlock block) {
        HeapBlock[] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = block;
        blocks = more;
    }

    private void remove(HeapBlock block) {
        blocks = Arrays.stream(blocks).filter(each -> each != block).toArray(HeapBlock[]::new);
    }

    /** A block seems to be empty: a dedicated one goes, a shared one only if too many are empty. */
    private void emptied(HeapBlock block) {
        if (block.dedicated) {
            if (dedicated.remove(block)) {
                release(block);
            }
            return;
        }
        boolean leaving = block.isEvacuating();
        if ((leaving || mayGiveUp() > 0) && supply.tryLock()) {
            try {
                if (leaving) {
                    giveUpEvacuated(block);
                }
                trimLocked();
            } finally {
                supply.unlock();
            }
        }
    }

    /** How many blocks seem to be empty beyond those that are kept. */
    private int mayGiveUp() {
        HeapBlock[] now = blocks;
        if (now.length <= settings.emptyBlocks() || now.length <= settings.minBlocks()) {
            return 0;
        }
        int empty = 0;
        for (HeapBlock block : now) {
            empty += block.seemsEmpty() ? 1 : 0;
        }
        return Math.min(empty - settings.emptyBlocks(), now.length - settings.minBlocks());
    }

    private void trimLocked() {
        int more = mayGiveUp();
        HeapBlock[] now = blocks;
        for (int i = now.length - 1; i >= 0 && more > 0; i--) {
            if (tryGiveUp(now[i])) {
                more--;
            }
        }
    }

    /** Gives up empty blocks beyond those that are kept; answers how many bytes. */
    long trim() {
        supply.lock();
        try {
            long before = blockBytes();
            trimLocked();
            return before - blockBytes();
        } finally {
            supply.unlock();
        }
    }

    private long giveUpEmpty(int memoryHeap, long byteSize) {
        long given = 0;
        if (memoryHeap == type.heap()) {
            HeapBlock[] now = blocks;
            for (int i = now.length - 1; i >= 0 && given < byteSize; i--) {
                given += blocks.length > settings.minBlocks() && tryGiveUp(now[i]) ? now[i].byteSize() : 0;
            }
        }
        return given;
    }

    /** Gives a block up that a defragmentation has emptied; the caller holds the lock. */
    private void giveUpEvacuated(HeapBlock block) {
        if (Arrays.asList(blocks).contains(block) && blocks.length > settings.minBlocks()) {
            tryGiveUp(block);
        }
    }

    private boolean tryGiveUp(HeapBlock block) {
        if (!block.seemsEmpty() || !block.seal()) {
            return false;
        }
        remove(block);
        release(block);
        return true;
    }

    private void release(HeapBlock block) {
        block.release();
        supply.released(type, block.byteSize());
    }

    private long blockBytes() {
        return Arrays.stream(blocks).mapToLong(HeapBlock::byteSize).sum();
    }

    private void releaseAll() {
        supply.unregister(giver);
        closed = true;
        HeapBlock[] all = blocks;
        blocks = NO_BLOCKS;
        Arrays.stream(all).forEach(this::release);
    }

    // ------------------------------------------------------------------------------------------------- defragmentation

    /** The blocks that allocations share. */
    List<HeapBlock> sharedBlocks() {
        return List.of(blocks);
    }

    /**
     * Lets one defragmentation at a time in.
     *
     * @throws IllegalArgumentException where blocks of the pool's layout cannot be emptied
     * @throws IllegalStateException where another one is under way
     */
    void beginDefragmentation() {
        if (settings.layout() != BlockLayout.BUDDY) {
            throw new IllegalArgumentException("cannot defragment pool '" + settings.name() + "': it is a "
                    + settings.layout() + "; only pools of the buddy layout can be");
        }
        if (!defragmenting.compareAndSet(false, true)) {
            throw new IllegalStateException("cannot defragment pool '" + settings.name()
                    + "': a defragmentation of it is under way; close that first");
        }
    }

    void endDefragmentation() {
        defragmenting.set(false);
    }

    /** A second place for an allocation, in another block; null where there is none. */
    @Nullable
    DeviceAllocation allocateTarget(HeapBlock block, DeviceAllocation source, boolean thorough) {
        long unit = thorough
                ? block.takeThoroughly(source.units(), source.alignmentOrder(), false)
                : block.take(source.units(), source.alignmentOrder());
        if (unit == BlockSpace.NONE) {
            return null;
        }
        AllocationRequest request = AllocationRequest.of(source.byteSize()).kind(source.kind())
                .named(source.name().isEmpty() ? "a move" : "a move of " + source.name());
        DeviceAllocation target =
                new DeviceAllocation(block, unit, source.units(), source.alignmentOrder(), request);
        target.change(AllocationState.LIVE, AllocationState.PENDING);
        block.own(unit, target);
        return target;
    }

    /** A block that was to be emptied: it goes if it is empty, else it is used as any other. */
    void endEvacuation(HeapBlock block) {
        supply.lock();
        try {
            if (block.seemsEmpty()) {
                giveUpEvacuated(block);
            }
            block.evacuating(false);
        } finally {
            supply.unlock();
        }
    }

    // ----------------------------------------------------------------------------------------------------------- close

    /** Visits all allocations that were not given back. */
    void forEachAllocation(Consumer<DeviceAllocation> visitor) {
        for (HeapBlock block : blocks) {
            block.owners.forEach(visitor);
        }
        for (HeapBlock block : dedicated) {
            block.owners.forEach(visitor);
        }
    }

    /**
     * Gives all blocks back to the driver.
     *
     * @return whether it did; false, and all is as before, where an allocation lives
     */
    boolean close() {
        supply.lock();
        try {
            if (closed) {
                return true;
            }
            if (!dedicated.isEmpty()) {
                return false;
            }
            for (HeapBlock block : blocks) {
                if (!block.seal()) {
                    unseal(block);
                    return false;
                }
            }
            releaseAll();
            return true;
        } finally {
            supply.unlock();
        }
    }

    /** Those blocks that were sealed before one could not be are free again. */
    private void unseal(HeapBlock failed) {
        for (HeapBlock block : blocks) {
            if (block == failed) {
                return;
            }
            block.space.free(0);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("pool '" + settings.name() + "' is closed");
        }
    }

    boolean belongsTo(Object owner) {
        return heap.equals(owner);
    }

    // -------------------------------------------------------------------------------------------------------- snapshot

    DevicePoolSnapshot snapshot(boolean isDefault) {
        return new DevicePoolSnapshot(settings, isDefault, Arrays.stream(blocks).map(BlockPicture::of).toList(),
                dedicated.stream().map(BlockPicture::of).toList());
    }
}
