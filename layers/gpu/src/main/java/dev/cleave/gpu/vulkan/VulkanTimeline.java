package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceFence;
import java.nio.LongBuffer;
import java.time.Duration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreTypeCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;

/**
 * A timeline semaphore: a number in the device that only grows. Each of its values is a fence that
 * passes when the number has come to it. Whoever submits work to the device signals the values.
 *
 * <p>Any thread may call. Fences outlive the timeline: once it is closed, all its values have
 * passed.
 */
public final class VulkanTimeline implements AutoCloseable {
    private final VkDevice device;
    private final long semaphore;
    private long reached;
    private boolean closed;

    private VulkanTimeline(VkDevice device, long semaphore) {
        this.device = device;
        this.semaphore = semaphore;
    }

    /**
     * A new timeline, at 0.
     *
     * @throws dev.cleave.gpu.DeviceException where the driver refuses
     */
    public static VulkanTimeline open(VulkanContext context) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkSemaphoreTypeCreateInfo type = VkSemaphoreTypeCreateInfo.calloc(stack).sType$Default()
                    .semaphoreType(VK12.VK_SEMAPHORE_TYPE_TIMELINE);
            LongBuffer handle = stack.mallocLong(1);
            Results.require(
                    VK10.vkCreateSemaphore(context.device(),
                            VkSemaphoreCreateInfo.calloc(stack).sType$Default().pNext(type), null, handle),
                    "making a timeline semaphore");
            return new VulkanTimeline(context.device(), handle.get(0));
        }
    }

    /** The {@code VkSemaphore}, to be signalled by whoever submits work. */
    public long handle() {
        return semaphore;
    }

    /**
     * The fence that passes when the timeline has come to a value.
     *
     * @param value 0 or more
     */
    public DeviceFence at(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("value " + value + " of a timeline: it begins at 0");
        }
        return new Value(this, value);
    }

    /** How far it has come. */
    synchronized long reached() {
        if (!closed) {
            try (MemoryStack stack = MemoryStack.stackPush()) {
                LongBuffer value = stack.mallocLong(1);
                Results.require(VK12.vkGetSemaphoreCounterValue(device, semaphore, value), "asking a timeline");
                reached = value.get(0);
            }
        }
        return closed ? Long.MAX_VALUE : reached;
    }

    boolean await(long value, Duration atMost) {
        if (reached() >= value) {
            return true;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkSemaphoreWaitInfo info = VkSemaphoreWaitInfo.calloc(stack).sType$Default().semaphoreCount(1)
                    .pSemaphores(stack.longs(semaphore)).pValues(stack.longs(value));
            int code = VK12.vkWaitSemaphores(device, info, nanos(atMost));
            if (code != VK10.VK_TIMEOUT) {
                Results.require(code, "waiting for a timeline");
            }
            return code == VK10.VK_SUCCESS;
        }
    }

    private static long nanos(Duration atMost) {
        try {
            return atMost.toNanos();
        } catch (ArithmeticException longerThanAnybodyWaits) {
            return Long.MAX_VALUE;
        }
    }

    /** Gives the semaphore back. Nobody may wait for it any more, and no work that signals it be under way. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            VK10.vkDestroySemaphore(device, semaphore, null);
        }
    }

    /** A value of a timeline. */
    private record Value(VulkanTimeline timeline, long value) implements DeviceFence {
        @Override
        public boolean passed() {
            return timeline.reached() >= value;
        }

        @Override
        public boolean await(Duration atMost) {
            return timeline.await(value, atMost);
        }
    }
}
