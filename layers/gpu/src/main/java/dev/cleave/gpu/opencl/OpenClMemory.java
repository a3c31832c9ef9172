package dev.cleave.gpu.opencl;

import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DeviceAllocation;
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
import dev.cleave.gpu.OutOfDeviceMemoryException;
import dev.cleave.gpu.RangeCopy;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/**
 * An OpenCL device's memory: a block is a buffer, an allocation a part of it ({@link #buffer}).
 *
 * <p>There are two memory types in one heap: {@link #DEVICE_LOCAL}, and {@link #HOST_VISIBLE},
 * whose blocks have a copy in the processor's memory while they are mapped. What the processor
 * writes reaches the device when it is flushed, and what the device writes reaches the processor
 * when it is invalidated: OpenCL keeps no memory that both may use at once, on every device.
 *
 * <p>OpenCL tells of no budget: the device's memory is the budget, and what was reserved here the
 * usage. Many drivers find the memory of a buffer only when it is used.
 *
 * <p><strong>Threads.</strong> Any thread may call anything.
 */
public final class OpenClMemory implements DeviceMemory {
    /** Index of the memory type that only the device sees. */
    public static final int DEVICE_LOCAL = 0;

    /** Index of the memory type that the processor can map, and flushes. */
    public static final int HOST_VISIBLE = 1;

    private static final int ATOM = 64;

    /** What OpenCL answers where memory is short. */
    private static final Set<Integer> NO_MEMORY = Set.of(CL10.CL_MEM_OBJECT_ALLOCATION_FAILURE,
            CL10.CL_OUT_OF_RESOURCES, CL10.CL_OUT_OF_HOST_MEMORY, CL10.CL_INVALID_BUFFER_SIZE);

    private final OpenClContext context;
    private final DeviceInfo info;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicInteger blocks = new AtomicInteger();

    private OpenClMemory(OpenClContext context) {
        this.context = context;
        info = describe(context.device());
    }

    /** The memory of a device, which stays the caller's to close, after this. */
    public static OpenClMemory of(OpenClContext context) {
        return new OpenClMemory(context);
    }

    private static DeviceInfo describe(OpenClDevice device) {
        MemoryHeap heap = new MemoryHeap(0, device.globalMemoryBytes(), true);
        List<MemoryType> types = List.of(new MemoryType(DEVICE_LOCAL, 0, Set.of(MemoryProperty.DEVICE_LOCAL)),
                new MemoryType(HOST_VISIBLE, 0, Set.of(MemoryProperty.DEVICE_LOCAL, MemoryProperty.HOST_VISIBLE,
                        MemoryProperty.HOST_CACHED)));
        DeviceLimits limits = new DeviceLimits(ATOM, 1, alignment(device), device.bufferBytes(), Integer.MAX_VALUE);
        DeviceKind kind = switch (device.type()) {
            case GPU -> DeviceKind.DISCRETE_GPU;
            case CPU -> DeviceKind.CPU;
            case ACCELERATOR, OTHER -> DeviceKind.OTHER;
        };
        return new DeviceInfo("OpenCL", device.version(), device.name(), kind, limits, List.of(heap), types);
    }

    /** What parts of buffers begin at a multiple of, in bytes: OpenCL says it in bits. */
    private static long alignment(OpenClDevice device) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer bits = stack.callocInt(1);
            ErrorCodes.require(
                    CL10.clGetDeviceInfo(device.handles().device(), CL10.CL_DEVICE_MEM_BASE_ADDR_ALIGN, bits, null),
                    "asking how " + device.name() + " aligns buffers");
            return Math.max(1, Integer.highestOneBit(bits.get(0) / Byte.SIZE));
        }
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public HeapBudget budget(int heap) {
        return new HeapBudget(reserved.get(), info.heap(heap).byteSize());
    }

    @Override
    public DeviceBlock reserve(int type, long byteSize, Dedication dedication) {
        MemoryType memoryType = info.type(type);
        if (byteSize < 1 || byteSize > info.limits().maxBlockBytes()) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: " + info.name() + " allows 1 to "
                    + info.limits().maxBlockBytes());
        }
        try {
            OpenClBuffer buffer = context.buffer(byteSize);
            reserved.addAndGet(byteSize);
            blocks.incrementAndGet();
            return new OpenClBlock(context, buffer, memoryType, this::released);
        } catch (OpenClException refused) {
            if (NO_MEMORY.contains(refused.code())) {
                throw new OutOfDeviceMemoryException(String.valueOf(refused.getMessage()));
            }
            throw OpenClFence.translated(refused);
        }
    }

    private void released(long byteSize) {
        reserved.addAndGet(-byteSize);
        blocks.decrementAndGet();
    }

    @Override
    public DeviceFence copy(List<RangeCopy> copies) {
        copies.forEach(copy -> {
            requireMine(copy.source());
            requireMine(copy.target());
        });
        try {
            for (RangeCopy copy : copies) {
                requireMine(copy.source()).copyTo(copy.sourceOffset(), requireMine(copy.target()),
                        copy.targetOffset(), copy.byteSize());
            }
            return mark();
        } catch (OpenClException failed) {
            throw OpenClFence.translated(failed);
        }
    }

    /** A fence that passes when all commands given to the context so far are done. */
    public DeviceFence mark() {
        OpenClEvent event = context.mark();
        context.flush();
        return new OpenClFence(event);
    }

    /**
     * The part of its block that an allocation is, as a buffer for kernels. It is closed before the
     * allocation is freed or moved.
     *
     * @throws IllegalArgumentException where the allocation is not of this memory
     * @throws OpenClException where the driver refuses
     */
    public OpenClBuffer buffer(DeviceAllocation allocation) {
        return requireMine(allocation.block()).slice(allocation.offset(), allocation.byteSize());
    }

    private OpenClBuffer requireMine(DeviceBlock block) {
        if (!(block instanceof OpenClBlock mine) || !mine.isOf(context)) {
            throw new IllegalArgumentException("block " + block + " is not of " + info.name());
        }
        return mine.buffer();
    }

    @Override
    public void close() {
        if (blocks.get() > 0) {
            throw new IllegalStateException("cannot close the memory of " + info.name() + ": " + blocks.get()
                    + " blocks are still reserved; close the heaps over it first");
        }
    }
}
