package dev.cleave.gpu.cuda;

import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceInfo;
import dev.cleave.gpu.DeviceKind;
import dev.cleave.gpu.DeviceLimits;
import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.HeapBudget;
import dev.cleave.gpu.MemoryHeap;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.MemoryType;
import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.RangeCopy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The memory of one of NVIDIA's cards, through CUDA's driver.
 *
 * <p>It has two memory types: {@value #ON_CARD}, the card's own, and {@value #PINNED}, memory of
 * the processor that the card reaches at the same address and that is mapped for good. It works in
 * the card's primary context, as CUDA's runtime does: addresses are good there too.
 *
 * {@snippet :
 * try (CudaMemory memory = CudaMemory.open(0);
 *         CudaRange vertices = memory.range(8L << 30)) {
 *     vertices.grow(64 << 20);                  // the address stays the same however it grows
 *     DeviceFence drawn = memory.fence(stream); // heap.free(allocation, drawn) waits for it
 * }
 * }
 *
 * <p>All threads may use it at any time.
 */
public final class CudaMemory implements DeviceMemory {
    /** The memory type of the card's own memory. */
    public static final int ON_CARD = 0;

    /** The memory type of pinned memory of the processor. */
    public static final int PINNED = 1;

    /** What addresses are aligned to wherever a block begins: kernels read best so. */
    private static final long ALIGNMENT = 256;

    /** {@code CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED}. */
    private static final int MAPS_MEMORY = 102;

    /** {@code CU_DEVICE_ATTRIBUTE_INTEGRATED}. */
    private static final int INTEGRATED = 18;

    private final CudaContext context;
    private final DeviceInfo info;
    private final long copyStream;
    private final AtomicLongArray used = new AtomicLongArray(2);
    private final Set<CudaBlock> blocks = ConcurrentHashMap.newKeySet();
    private final Set<CudaRange> ranges = ConcurrentHashMap.newKeySet();
    private final Set<CudaFence> fences = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    CudaMemory(CudaDriver driver, int index) {
        int device = device(driver, index);
        if (driver.attribute(device, MAPS_MEMORY) == 0) {
            throw new NoDeviceException(
                    driver.deviceName(device) + " cannot map memory (cuMemMap): a card since Pascal can,"
                            + " on a system that lets it");
        }
        context = CudaContext.of(driver, device);
        try {
            info = describe(driver, device);
            copyStream = context.get(driver::createStream);
        } catch (RuntimeException failure) {
            context.release();
            throw failure;
        }
    }

    /** Whether CUDA's driver is here, with a card. */
    public static boolean isAvailable() {
        try {
            return new NativeCudaDriver(CudaLibrary.load(CudaLibrary.NAMES)).deviceCount() > 0;
        } catch (NoDeviceException none) {
            return false;
        }
    }

    /**
     * Opens a card.
     *
     * @param index 0 to the number of cards - 1, in CUDA's order
     * @throws NoDeviceException when the driver's library is missing or too old, there is no such
     *     card, or it cannot map memory
     */
    public static CudaMemory open(int index) {
        return new CudaMemory(new NativeCudaDriver(CudaLibrary.load(CudaLibrary.NAMES)), index);
    }

    private static int device(CudaDriver driver, int index) {
        int count = driver.deviceCount();
        if (index < 0 || index >= count) {
            throw new NoDeviceException("CUDA device " + index + ": there " + (count == 1 ? "is " : "are ") + count
                    + (count == 0 ? "" : ", numbered from 0"));
        }
        return driver.device(index);
    }

    private DeviceInfo describe(CudaDriver driver, int device) {
        long cardBytes = driver.totalBytes(device);
        int version = driver.version();
        DeviceKind kind =
                driver.attribute(device, INTEGRATED) == 0 ? DeviceKind.DISCRETE_GPU : DeviceKind.INTEGRATED_GPU;
        long hostBytes = HostMemory.byteSize();
        return new DeviceInfo("CUDA", version / 1000 + "." + version % 1000 / 10, driver.deviceName(device), kind,
                new DeviceLimits(1, 1, ALIGNMENT, Math.max(cardBytes, hostBytes), Integer.MAX_VALUE),
                List.of(new MemoryHeap(0, cardBytes, true), new MemoryHeap(1, hostBytes, false)),
                List.of(new MemoryType(ON_CARD, 0, EnumSet.of(MemoryProperty.DEVICE_LOCAL)),
                        new MemoryType(PINNED, 1, EnumSet.of(MemoryProperty.HOST_VISIBLE,
                                MemoryProperty.HOST_COHERENT, MemoryProperty.HOST_CACHED))));
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    /**
     * Of the card: what we use, and with it all that is free there. Of the processor: what we have
     * pinned, and all of its memory.
     */
    @Override
    public HeapBudget budget(int heap) {
        MemoryHeap asked = info.heap(heap);
        requireOpen();
        long own = used.get(heap);
        return heap == 0
                ? new HeapBudget(own, own + context.get(context.driver()::memoryInfo).freeBytes())
                : new HeapBudget(own, asked.byteSize());
    }

    /** CUDA knows no dedicated memory: who a block is for is not told to it. */
    @Override
    public DeviceBlock reserve(int type, long byteSize, Dedication dedication) {
        int heap = info.type(type).heap();
        requireOpen();
        if (byteSize < 1 || byteSize > info.limits().maxBlockBytes()) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: allowed are 1 to "
                    + info.limits().maxBlockBytes());
        }
        CudaBlock block = type == ON_CARD ? onCard(byteSize) : pinned(heap, byteSize);
        blocks.add(block);
        return block;
    }

    private CudaBlock onCard(long byteSize) {
        CudaRange range = range(byteSize);
        try {
            range.grow(byteSize);
        } catch (RuntimeException failure) {
            range.close();
            throw failure;
        }
        return new CudaBlock(ON_CARD, range.address(), byteSize, false, range::close, blocks::remove);
    }

    private CudaBlock pinned(int heap, long byteSize) {
        long address = context.get(() -> context.driver().allocateHost(byteSize));
        used.addAndGet(heap, byteSize);
        return new CudaBlock(PINNED, address, byteSize, true, () -> {
            context.run(() -> context.driver().freeHost(address));
            used.addAndGet(heap, -byteSize);
        }, blocks::remove);
    }

    /**
     * A range of the card's memory that grows in place; nothing of it is mapped yet. Whoever made it
     * closes it, before this memory.
     *
     * @param mostBytes what it can grow to, 1 or more; it may be more than the card has
     * @throws dev.cleave.gpu.OutOfDeviceMemoryException when the driver has no such addresses
     * @throws IllegalArgumentException when that is no size
     */
    public CudaRange range(long mostBytes) {
        requireOpen();
        if (mostBytes < 1 || mostBytes > Long.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "a range of " + mostBytes + " bytes: allowed are 1 to " + Long.MAX_VALUE / 2);
        }
        CudaRange range = new CudaRange(context, mostBytes, change -> used.addAndGet(0, change), ranges::remove);
        ranges.add(range);
        return range;
    }

    /**
     * A fence behind all that a stream was given until now.
     *
     * @param stream CUDA's handle of a stream in the card's primary context; 0 for the default one
     */
    public DeviceFence fence(long stream) {
        requireOpen();
        CudaFence fence = new CudaFence(context, stream, fences::remove);
        fences.add(fence);
        return fence;
    }

    @Override
    public DeviceFence copy(List<RangeCopy> copies) {
        requireOpen();
        copies.forEach(this::requireMine);
        context.run(() -> copies.forEach(each -> context.driver().copy(
                each.target().handle() + each.targetOffset(),
                each.source().handle() + each.sourceOffset(),
                each.byteSize(), copyStream)));
        return fence(copyStream);
    }

    private void requireMine(RangeCopy copy) {
        for (DeviceBlock each : List.of(copy.source(), copy.target())) {
            if (!(each instanceof CudaBlock block) || !blocks.contains(block)) {
                throw new IllegalArgumentException("a block of " + each.byteSize() + " bytes at handle " + each.handle()
                        + " is none of this memory's, or was released");
            }
        }
    }

    /** Fences that have not passed are given up: they will never pass. */
    @Override
    public void close() {
        if (!blocks.isEmpty() || !ranges.isEmpty()) {
            throw new IllegalStateException(blocks.size() + " blocks are still reserved, and " + ranges.size()
                    + " ranges open, those of blocks among them: release and close them first");
        }
        if (closed.compareAndSet(false, true)) {
            fences.forEach(CudaFence::destroy);
            context.run(() -> context.driver().destroyStream(copyStream));
            context.release();
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the memory of " + info.name() + " is closed");
        }
    }
}
