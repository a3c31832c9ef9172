package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.MemoryType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkMappedMemoryRange;
import org.lwjgl.vulkan.VkMemoryRequirements;

/**
 * One {@code VkDeviceMemory}. A buffer over all of it, for copies, comes into being when it is
 * first copied. Its bytes end when it is unmapped: whoever still reads them gets an exception.
 */
final class VulkanBlock implements DeviceBlock {
    private final VkDevice device;
    private final long memory;
    private final MemoryType type;
    private final long byteSize;
    private final boolean dedicated;
    private final Consumer<VulkanBlock> onRelease;
    private @Nullable Arena mapping;
    private long buffer;
    private boolean released;

    VulkanBlock(VkDevice device, long memory, MemoryType type, long byteSize, boolean dedicated,
            Consumer<VulkanBlock> onRelease) {
        this.device = device;
        this.memory = memory;
        this.type = type;
        this.byteSize = byteSize;
        this.dedicated = dedicated;
        this.onRelease = onRelease;
    }

    @Override
    public long handle() {
        return memory;
    }

    @Override
    public int type() {
        return type.index();
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    int memoryHeap() {
        return type.heap();
    }

    boolean isOf(VkDevice other) {
        return device.address() == other.address();
    }

    @Override
    public synchronized MemorySegment map() {
        requireThere();
        if (mapping != null) {
            throw new IllegalStateException("block " + this + " is mapped already");
        }
        if (!type.is(MemoryProperty.HOST_VISIBLE)) {
            throw new IllegalStateException("block " + this + " cannot be mapped: its memory type is not HOST_VISIBLE");
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer address = stack.mallocPointer(1);
            Results.require(VK10.vkMapMemory(device, memory, 0, VK10.VK_WHOLE_SIZE, 0, address),
                    "mapping block " + this);
            Arena arena = Arena.ofShared();
            mapping = arena;
            return MemorySegment.ofAddress(address.get(0)).reinterpret(byteSize, arena, null);
        }
    }

    @Override
    public synchronized void unmap() {
        Arena arena = mapping;
        if (arena == null) {
            throw new IllegalStateException("block " + this + " is not mapped");
        }
        arena.close();
        mapping = null;
        VK10.vkUnmapMemory(device, memory);
    }

    @Override
    public void flush(long offset, long length) {
        if (type.needsFlushes()) {
            try (MemoryStack stack = MemoryStack.stackPush()) {
                Results.require(VK10.vkFlushMappedMemoryRanges(device, range(stack, offset, length)),
                        "flushing block " + this);
            }
        }
    }

    @Override
    public void invalidate(long offset, long length) {
        if (type.needsFlushes()) {
            try (MemoryStack stack = MemoryStack.stackPush()) {
                Results.require(VK10.vkInvalidateMappedMemoryRanges(device, range(stack, offset, length)),
                        "invalidating block " + this);
            }
        }
    }

    private VkMappedMemoryRange.Buffer range(MemoryStack stack, long offset, long length) {
        VkMappedMemoryRange.Buffer ranges = VkMappedMemoryRange.calloc(1, stack);
        ranges.get(0).sType$Default().memory(memory).offset(offset)
                .size(offset + length == byteSize ? VK10.VK_WHOLE_SIZE : length);
        return ranges;
    }

    /**
     * The buffer over all of the block.
     *
     * @throws IllegalArgumentException where the block is dedicated to a resource
     * @throws DeviceException where the block's memory type takes no buffers
     */
    synchronized long buffer() {
        requireThere();
        if (dedicated) {
            throw new IllegalArgumentException("block " + this
                    + " is dedicated to a resource: only that can be bound to it; copy it yourself");
        }
        if (buffer == VK10.VK_NULL_HANDLE) {
            buffer = openBuffer();
        }
        return buffer;
    }

    private long openBuffer() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkBufferCreateInfo info = VkBufferCreateInfo.calloc(stack).sType$Default().size(byteSize)
                    .usage(VK10.VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK10.VK_BUFFER_USAGE_TRANSFER_DST_BIT);
            LongBuffer handle = stack.mallocLong(1);
            Results.require(VK10.vkCreateBuffer(device, info, null, handle), "making a buffer over block " + this);
            long fresh = handle.get(0);
            VkMemoryRequirements needs = VkMemoryRequirements.calloc(stack);
            VK10.vkGetBufferMemoryRequirements(device, fresh, needs);
            if ((needs.memoryTypeBits() & 1 << type.index()) == 0 || needs.size() > byteSize) {
                VK10.vkDestroyBuffer(device, fresh, null);
                throw new DeviceException("no buffer over block " + this + ": it would need " + needs.size()
                        + " bytes in memory types " + Integer.toBinaryString(needs.memoryTypeBits())
                        + " (a bit each); copy its resources yourself");
            }
            Results.require(VK10.vkBindBufferMemory(device, fresh, memory, 0), "binding a buffer to block " + this);
            return fresh;
        }
    }

    @Override
    public synchronized void release() {
        requireThere();
        if (mapping != null) {
            unmap();
        }
        released = true;
        if (buffer != VK10.VK_NULL_HANDLE) {
            VK10.vkDestroyBuffer(device, buffer, null);
        }
        VK10.vkFreeMemory(device, memory, null);
        onRelease.accept(this);
    }

    private void requireThere() {
        if (released) {
            throw new IllegalStateException("block " + this + " was released already");
        }
    }

    @Override
    public String toString() {
        return Long.toHexString(memory) + " of " + byteSize + " bytes (memory type " + type.index() + ")";
    }
}
