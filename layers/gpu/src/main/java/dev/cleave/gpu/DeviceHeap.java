package dev.cleave.gpu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a device, shared out: allocations of any size from few large blocks, freed when the
 * device no longer uses them.
 *
 * {@snippet :
 * try (DeviceMemory memory = VulkanMemory.open(DeviceChoice.any());
 *         DeviceHeap heap = DeviceHeap.of(memory)) {
 *     DeviceAllocation vertices = heap.allocate(AllocationRequest.of(65_536).kind(ResourceKind.BUFFER));
 *     // bind a buffer to vertices.block().handle() at vertices.offset(), use it
 *     heap.free(vertices, endOfFrame);       // its place is given back when the fence has passed
 *     heap.completeFrees();                  // once a frame
 * }
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time, and may free what another
 * one allocated. Where a block has room, allocations and frees wait for nobody; blocks come and go
 * under one lock.
 *
 * <p><strong>Failure.</strong> Before a request fails, due frees are completed and empty blocks
 * given up; then caches are asked for memory, then the out-of-memory handler; each time all is
 * searched again. Misuse is an exception, and harms nothing.
 *
 * <p><strong>Cost.</strong> An allocation: one object, and a few atomic operations. Metadata: 1.14
 * bytes a unit of 256 bytes where small allocations lie, as much for 64 KiB elsewhere, and 4 bytes for
 * each of 256 units around those where allocations begin.
 */
public final class DeviceHeap implements AutoCloseable {
    private final DeviceMemory memory;
    private final BlockSupply supply;
    private final IdleMappings<BlockMapping> idleMappings;
    private final DeviceHeapBuilder settings;
    private final DeferredFrees deferred = new DeferredFrees();
    private final OutOfMemorySteps steps;
    private final TypeChoice types;
    private final PoolList pools;
    private volatile boolean closed;

    private DeviceHeap(DeviceHeapBuilder settings) {
        this.settings = settings;
        memory = settings.memory;
        supply = new BlockSupply(memory, settings.limits, settings.overBudget);
        idleMappings = new IdleMappings<>(settings.idleMappings);
        steps = new OutOfMemorySteps(deferred, settings.handler);
        types = new TypeChoice(memory.info());
        pools = new PoolList(this::newPool);
    }

    static DeviceHeap open(DeviceHeapBuilder settings) {
        DeviceHeap heap = new DeviceHeap(settings);
        heap.pools.openOwn(settings.memory.info().types().stream()
                .map(type -> settings.pools.apply(PoolSettings.of(type.index())).ofType(type.index())).toList());
        return heap;
    }

    /** A heap over a device's memory, with usual settings. */
    public static DeviceHeap of(DeviceMemory memory) {
        return over(memory).build();
    }

    /** Settings for a heap over a device's memory. */
    public static DeviceHeapBuilder over(DeviceMemory memory) {
        return new DeviceHeapBuilder(memory);
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /**
     * Allocates in the memory type that suits best and has room.
     *
     * @throws DeviceMemoryExhaustedException where none has
     * @throws IllegalArgumentException where no memory type suits, or a mapped allocation is asked
     *     for in one that is not host-visible
     * @throws DeviceLostException where the device is lost
     */
    public DeviceAllocation allocate(AllocationRequest request) {
        int[] suiting = types.of(request);
        DeviceAllocation allocation = pools.own(suiting[0]).tryAllocate(request);
        return allocation != null ? allocation : allocateThoroughly(request, poolsOf(suiting));
    }

    /**
     * Allocates in one pool; what the request says of memory types is not looked at.
     *
     * @throws IllegalArgumentException where the pool is another heap's
     * @throws DeviceMemoryExhaustedException where it has no room
     * @throws IllegalStateException where the pool is closed
     */
    public DeviceAllocation allocate(DevicePool pool, AllocationRequest request) {
        requireMine(pool);
        DeviceAllocation allocation = pool.tryAllocate(request);
        return allocation != null ? allocation : allocateThoroughly(request, List.of(pool));
    }

    private List<DevicePool> poolsOf(int[] suiting) {
        List<DevicePool> candidates = new ArrayList<>();
        for (int type : suiting) {
            candidates.add(pools.own(type));
        }
        return candidates;
    }

    private DeviceAllocation allocateThoroughly(AllocationRequest request, List<DevicePool> candidates) {
        requireOpen();
        String never = candidates.getFirst().whyNever(request);
        DeviceAllocation allocation = !never.isEmpty() && candidates.size() == 1
                ? null
                : steps.search(request, candidates.getFirst().type().heap(), () -> search(request, candidates));
        if (allocation == null) {
            throw new DeviceMemoryExhaustedException(request, never.isEmpty() ? why(candidates) : never, snapshot());
        }
        return allocation;
    }

    private static @Nullable DeviceAllocation search(AllocationRequest request, List<DevicePool> candidates) {
        for (DevicePool pool : candidates) {
            DeviceAllocation allocation = pool.allocate(request);
            if (allocation != null) {
                return allocation;
            }
        }
        return null;
    }

    private String why(List<DevicePool> candidates) {
        StringBuilder reason = new StringBuilder("no block has room, and none can be added");
        for (DevicePool pool : candidates) {
            HeapBudget budget = budget(pool.type().heap());
            reason.append("; pool '").append(pool.settings().name()).append("' in memory heap ")
                    .append(pool.type().heap()).append(" has ").append(Sizes.text(budget.freeBytes()))
                    .append(" of its budget left");
        }
        return reason.toString();
    }

    // ------------------------------------------------------------------------------------------------------------ free

    /**
     * Frees an allocation that the device does not use any more; where a {@linkplain
     * DeviceAllocation#guard guard} says that it does, when that has passed.
     *
     * @throws IllegalStateException where it was freed already, or waits for a fence
     * @throws IllegalArgumentException where it is another heap's
     */
    public void free(DeviceAllocation allocation) {
        requireMine(allocation);
        DeviceFence guard = allocation.pendingGuard();
        if (guard != null) {
            free(allocation, guard);
        } else if (allocation.change(AllocationState.LIVE, AllocationState.FREED)) {
            allocation.release();
        } else {
            freeMoving(allocation, null);
        }
    }

    /**
     * Frees an allocation when a fence has passed: until then its place is nobody else's.
     *
     * @throws IllegalStateException where it was freed already, or waits for a fence
     * @throws IllegalArgumentException where it is another heap's
     */
    public void free(DeviceAllocation allocation, DeviceFence fence) {
        Objects.requireNonNull(fence, "fence");
        requireMine(allocation);
        Runnable giveBack = allocation::endPending;
        if (allocation.change(AllocationState.LIVE, AllocationState.PENDING)) {
            boolean deferring = false;
            try {
                deferred.defer(fence, allocation.reservedBytes(), giveBack);
                deferring = true;
            } finally {
                if (!deferring) {
                    allocation.change(AllocationState.PENDING, AllocationState.LIVE);
                }
            }
        } else {
            freeMoving(allocation, fence);
        }
    }

    /** A defragmentation had it in hand a moment ago: it frees it at the end of its pass, unless it is over. */
    private void freeMoving(DeviceAllocation allocation, @Nullable DeviceFence fence) {
        AllocationState state = allocation.state();
        if (state == AllocationState.MOVING) {
            if (fence != null) {
                allocation.guard(fence);
            }
            if (allocation.change(AllocationState.MOVING, AllocationState.MOVING_FREED)) {
                return;
            }
            state = allocation.state();
        }
        if (state != AllocationState.LIVE) {
            throw state.refusal("free", allocation.toString());
        }
        if (fence != null) {
            free(allocation, fence);
        } else {
            free(allocation);
        }
    }

    /**
     * Gives back all whose fence has passed. Programs that work in frames call it once a frame.
     *
     * @return how many
     * @throws DeviceLostException where the device is lost
     */
    public int completeFrees() {
        return deferred.completeDue();
    }

    /** How many allocations wait for a fence. */
    public int pendingFrees() {
        return deferred.count();
    }

    // ----------------------------------------------------------------------------------------------------------- pools

    /** The heap's own pool of a memory type. */
    public DevicePool pool(int type) {
        memory.info().type(type);
        return pools.own(type);
    }

    /**
     * Makes a pool.
     *
     * @throws OutOfDeviceMemoryException where the device has not the least blocks that it is to have
     * @throws IndexOutOfBoundsException where there is no such memory type
     */
    public DevicePool createPool(PoolSettings wanted) {
        requireOpen();
        return pools.create(wanted);
    }

    /**
     * Gives the blocks of a pool back to the driver.
     *
     * @throws IllegalArgumentException where it is another heap's, or the heap's own
     * @throws IllegalStateException where allocations live in it, or wait for a fence: the first of
     *     them are named; the pool stays as it is
     */
    public void closePool(DevicePool pool) {
        requireMine(pool);
        pools.requireCreated(pool);
        deferred.completeDue();
        pools.close(pool);
    }

    private DevicePool newPool(PoolSettings wanted) {
        return new DevicePool(this, wanted, supply, idleMappings, settings.stripes);
    }

    // ------------------------------------------------------------------------------------------------- defragmentation

    /**
     * Begins to empty blocks of some pools, so that they can be given back to the driver. Nothing is
     * moved yet.
     *
     * @param defragmented pools of the buddy layout; none: all such pools of the heap
     * @throws IllegalStateException where another defragmentation of one of them is under way
     * @throws IllegalArgumentException where one of them is another heap's, or of another layout
     */
    public Defragmentation defragment(DefragmentationSettings wanted, DevicePool... defragmented) {
        requireOpen();
        for (DevicePool pool : defragmented) {
            requireMine(pool);
        }
        List<DevicePool> chosen = defragmented.length > 0
                ? List.of(defragmented)
                : pools.all().stream().filter(pool -> pool.settings().layout() == BlockLayout.BUDDY).toList();
        return Defragmentation.begin(wanted, chosen, memory, deferred);
    }

    // --------------------------------------------------------------------------------------------------------- caches

    /** A cache that is asked for memory before a request fails. All pools share all caches. */
    public void addCache(MemoryCache cache) {
        steps.add(Objects.requireNonNull(cache, "cache"));
    }

    /** A cache that is asked no more. */
    public void removeCache(MemoryCache cache) {
        steps.remove(cache);
    }

    /**
     * Gives empty blocks back to the driver, but for those that pools keep.
     *
     * @return bytes given back
     */
    public long trim() {
        deferred.completeDue();
        return pools.all().stream().mapToLong(DevicePool::trim).sum();
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** The device. */
    public DeviceInfo device() {
        return memory.info();
    }

    /** Budget and usage of a memory heap, by the driver and the heap's limit. Cost: a call of the driver. */
    public HeapBudget budget(int memoryHeap) {
        memory.info().heap(memoryHeap);
        return supply.budget(memoryHeap);
    }

    /** Bytes of the blocks that the heap has of a memory heap. Cost: a read. */
    public long reservedBytes(int memoryHeap) {
        memory.info().heap(memoryHeap);
        return supply.reservedBytes(memoryHeap);
    }

    /** All blocks and allocations now. Cost: a look at each. */
    public DeviceSnapshot snapshot() {
        List<HeapBudget> budgets = memory.info().heaps().stream().map(heap -> budget(heap.index())).toList();
        List<DevicePoolSnapshot> all = pools.all().stream()
                .map(pool -> pool.snapshot(pools.isOwn(pool)))
                .toList();
        return new DeviceSnapshot(memory.info(), budgets, all, deferred.count(), deferred.byteSize());
    }

    // ----------------------------------------------------------------------------------------------------------- close

    /**
     * Gives all blocks back to the driver, after the fences of pending frees have passed. Harmless
     * a second time.
     *
     * @throws IllegalStateException where allocations live, the first of them are named, or where a
     *     fence has not passed in time; the heap stays open
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        awaitPending();
        pools.closeAll();
        closed = true;
    }

    private void awaitPending() {
        Duration patience = settings.closePatience;
        for (DeviceFence fence : deferred.fences()) {
            if (!fence.await(patience)) {
                throw new IllegalStateException("cannot close the device heap: " + deferred.count()
                        + " allocations wait for fences, and one of these has not passed in "
                        + patience + "; let the device finish first");
            }
        }
        deferred.completeDue();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the device heap is closed");
        }
    }

    private void requireMine(DeviceAllocation allocation) {
        if (!allocation.belongsTo(this)) {
            throw new IllegalArgumentException("cannot free " + allocation + ": it is another heap's");
        }
    }

    private void requireMine(DevicePool pool) {
        if (!pool.belongsTo(this)) {
            throw new IllegalArgumentException("pool '" + pool.settings().name() + "' is another heap's");
        }
    }
}
