package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.RangeCopy;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkMemoryBarrier;
import org.lwjgl.vulkan.VkSubmitInfo;
import org.lwjgl.vulkan.VkTimelineSemaphoreSubmitInfo;

/**
 * Copies between blocks: one command buffer a call, used again when the timeline's value that its
 * submission signals has passed. Each begins behind all that was written before, and what it writes
 * is seen by all that comes behind, and by the processor. Thread-safe by a monitor.
 */
final class CopyQueue implements AutoCloseable {
    private final VulkanContext context;
    private final VulkanTimeline timeline;
    private final long pool;
    private final ArrayDeque<Submitted> submitted = new ArrayDeque<>();
    private long last;

    private CopyQueue(VulkanContext context, VulkanTimeline timeline, long pool) {
        this.context = context;
        this.timeline = timeline;
        this.pool = pool;
    }

    private record Submitted(VkCommandBuffer commands, long value) {}

    static CopyQueue open(VulkanContext context) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkCommandPoolCreateInfo info = VkCommandPoolCreateInfo.calloc(stack).sType$Default()
                    .flags(VK10.VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT)
                    .queueFamilyIndex(context.queueFamily());
            LongBuffer handle = stack.mallocLong(1);
            Results.require(VK10.vkCreateCommandPool(context.device(), info, null, handle), "making a command pool");
            try {
                return new CopyQueue(context, VulkanTimeline.open(context), handle.get(0));
            } catch (RuntimeException refused) {
                VK10.vkDestroyCommandPool(context.device(), handle.get(0), null);
                throw refused;
            }
        }
    }

    synchronized DeviceFence copy(List<RangeCopy> copies) {
        VkCommandBuffer commands = commands();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            Results.require(
                    VK10.vkBeginCommandBuffer(commands,
                            VkCommandBufferBeginInfo.calloc(stack).sType$Default()
                                    .flags(VK10.VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT)),
                    "recording copies");
            barrier(stack, commands, VK10.VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK10.VK_ACCESS_MEMORY_WRITE_BIT,
                    VK10.VK_PIPELINE_STAGE_TRANSFER_BIT,
                    VK10.VK_ACCESS_TRANSFER_READ_BIT | VK10.VK_ACCESS_TRANSFER_WRITE_BIT);
        }
        copies.forEach(copy -> record(commands, copy));
        try (MemoryStack stack = MemoryStack.stackPush()) {
            barrier(stack, commands, VK10.VK_PIPELINE_STAGE_TRANSFER_BIT, VK10.VK_ACCESS_TRANSFER_WRITE_BIT,
                    VK10.VK_PIPELINE_STAGE_ALL_COMMANDS_BIT | VK10.VK_PIPELINE_STAGE_HOST_BIT,
                    VK10.VK_ACCESS_MEMORY_READ_BIT | VK10.VK_ACCESS_MEMORY_WRITE_BIT | VK10.VK_ACCESS_HOST_READ_BIT);
            Results.require(VK10.vkEndCommandBuffer(commands), "recording copies");
            submit(stack, commands);
        }
        submitted.add(new Submitted(commands, last));
        return timeline.at(last);
    }

    private static void record(VkCommandBuffer commands, RangeCopy copy) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkBufferCopy.Buffer region = VkBufferCopy.calloc(1, stack);
            region.get(0).srcOffset(copy.sourceOffset()).dstOffset(copy.targetOffset()).size(copy.byteSize());
            VK10.vkCmdCopyBuffer(commands, ((VulkanBlock) copy.source()).buffer(),
                    ((VulkanBlock) copy.target()).buffer(), region);
        }
    }

    private static void barrier(
            MemoryStack stack, VkCommandBuffer commands, int fromStage, int written, int toStage, int used) {
        VkMemoryBarrier.Buffer barrier = VkMemoryBarrier.calloc(1, stack);
        barrier.get(0).sType$Default().srcAccessMask(written).dstAccessMask(used);
        VK10.vkCmdPipelineBarrier(commands, fromStage, toStage, 0, barrier, null, null);
    }

    private void submit(MemoryStack stack, VkCommandBuffer commands) {
        long value = last + 1;
        VkTimelineSemaphoreSubmitInfo values = VkTimelineSemaphoreSubmitInfo.calloc(stack).sType$Default()
                .signalSemaphoreValueCount(1).pSignalSemaphoreValues(stack.longs(value));
        VkSubmitInfo info = VkSubmitInfo.calloc(stack).sType$Default().pNext(values)
                .pCommandBuffers(stack.pointers(commands)).pSignalSemaphores(stack.longs(timeline.handle()));
        synchronized (context.queue()) {
            Results.require(VK10.vkQueueSubmit(context.queue(), info, VK10.VK_NULL_HANDLE), "submitting copies");
        }
        last = value;
    }

    /** A command buffer that the device has done with, or a new one. */
    private VkCommandBuffer commands() {
        Submitted oldest = submitted.peekFirst();
        if (oldest != null && timeline.reached() >= oldest.value()) {
            submitted.removeFirst();
            return oldest.commands();
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkCommandBufferAllocateInfo info = VkCommandBufferAllocateInfo.calloc(stack).sType$Default()
                    .commandPool(pool).level(VK10.VK_COMMAND_BUFFER_LEVEL_PRIMARY).commandBufferCount(1);
            PointerBuffer handle = stack.mallocPointer(1);
            Results.require(VK10.vkAllocateCommandBuffers(context.device(), info, handle), "making a command buffer");
            return new VkCommandBuffer(handle.get(0), context.device());
        }
    }

    /** Waits for all copies, and gives everything back. */
    @Override
    public synchronized void close() {
        timeline.await(last, Duration.ofNanos(Long.MAX_VALUE));
        timeline.close();
        VK10.vkDestroyCommandPool(context.device(), pool, null);
    }
}
