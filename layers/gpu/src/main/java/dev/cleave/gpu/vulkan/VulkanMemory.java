package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceInfo;
import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.HeapBudget;
import dev.cleave.gpu.MemoryType;
import dev.cleave.gpu.RangeCopy;
import dev.cleave.gpu.ResourceKind;
import java.nio.LongBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkMemoryAllocateInfo;
import org.lwjgl.vulkan.VkMemoryDedicatedAllocateInfo;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryBudgetPropertiesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties2;

/**
 * A Vulkan device's memory. Budgets are the driver's where it keeps them ({@code
 * VK_EXT_memory_budget}); else the heap's size is the budget, and what was reserved here the usage.
 *
 * {@snippet :
 * try (VulkanContext context = VulkanContext.open(VulkanDevices.ANY);
 *         VulkanMemory memory = VulkanMemory.of(context);
 *         DeviceHeap heap = DeviceHeap.of(memory)) {
 *     …
 * }
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything. Copies are submitted under the monitor
 * of the context's queue.
 */
public final class VulkanMemory implements DeviceMemory {
    private final VulkanContext context;
    private final DeviceInfo info;
    private final CopyQueue copies;
    private final AtomicLongArray reserved;
    private final AtomicInteger blocks = new AtomicInteger();
    private boolean closed;

    private VulkanMemory(VulkanContext context) {
        this.context = context;
        info = DeviceDescription.of(context.physicalDevice());
        reserved = new AtomicLongArray(info.heaps().size());
        copies = CopyQueue.open(context);
    }

    /**
     * The memory of a device, which stays the caller's to close, after this.
     *
     * @throws dev.cleave.gpu.DeviceException where the driver refuses
     */
    public static VulkanMemory of(VulkanContext context) {
        return new VulkanMemory(context);
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public HeapBudget budget(int heap) {
        long byteSize = info.heap(heap).byteSize();
        if (!context.hasMemoryBudget()) {
            return new HeapBudget(reserved.get(heap), byteSize);
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkPhysicalDeviceMemoryBudgetPropertiesEXT budget =
                    VkPhysicalDeviceMemoryBudgetPropertiesEXT.calloc(stack).sType$Default();
            VK11.vkGetPhysicalDeviceMemoryProperties2(context.physicalDevice(),
                    VkPhysicalDeviceMemoryProperties2.calloc(stack).sType$Default().pNext(budget));
            long bytes = budget.heapBudget(heap);
            return new HeapBudget(Math.max(budget.heapUsage(heap), 0), bytes > 0 ? bytes : byteSize);
        }
    }

    @Override
    public DeviceBlock reserve(int type, long byteSize, Dedication dedication) {
        MemoryType memoryType = info.type(type);
        if (byteSize < 1 || byteSize > info.limits().maxBlockBytes()) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: " + info.name() + " allows 1 to "
                    + info.limits().maxBlockBytes());
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkMemoryAllocateInfo request = VkMemoryAllocateInfo.calloc(stack).sType$Default().allocationSize(byteSize)
                    .memoryTypeIndex(type);
            if (dedication.handle() != VK10.VK_NULL_HANDLE) {
                VkMemoryDedicatedAllocateInfo to = VkMemoryDedicatedAllocateInfo.calloc(stack).sType$Default();
                request.pNext(dedication.kind() == ResourceKind.BUFFER
                        ? to.buffer(dedication.handle())
                        : to.image(dedication.handle()));
            }
            LongBuffer memory = stack.mallocLong(1);
            Results.require(VK10.vkAllocateMemory(context.device(), request, null, memory),
                    "reserving " + byteSize + " bytes of memory type " + type);
            reserved.addAndGet(memoryType.heap(), byteSize);
            blocks.incrementAndGet();
            return new VulkanBlock(context.device(), memory.get(0), memoryType, byteSize,
                    dedication.handle() != VK10.VK_NULL_HANDLE, this::released);
        }
    }

    private void released(VulkanBlock block) {
        reserved.addAndGet(block.memoryHeap(), -block.byteSize());
        blocks.decrementAndGet();
    }

    @Override
    public DeviceFence copy(List<RangeCopy> ranges) {
        for (RangeCopy range : ranges) {
            requireMine(range.source());
            requireMine(range.target());
        }
        return copies.copy(ranges);
    }

    private void requireMine(DeviceBlock block) {
        if (!(block instanceof VulkanBlock mine) || !mine.isOf(context.device())) {
            throw new IllegalArgumentException("block " + block + " is not of " + info.name());
        }
        mine.buffer();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        if (blocks.get() > 0) {
            throw new IllegalStateException("cannot close the memory of " + info.name() + ": " + blocks.get()
                    + " blocks are still reserved; close the heaps over it first");
        }
        closed = true;
        copies.close();
    }
}
