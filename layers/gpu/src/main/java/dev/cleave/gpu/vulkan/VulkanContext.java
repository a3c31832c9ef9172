package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.NoDeviceException;
import java.nio.IntBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTMemoryBudget;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkDeviceQueueCreateInfo;
import org.lwjgl.vulkan.VkExtensionProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures2;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Features;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

/**
 * An open Vulkan device and the queue that copies run on: opened here, or the caller's own.
 *
 * <p>Vulkan wants a queue used by one thread at a time: whoever submits to {@link #queue()} while
 * others may copy holds its monitor.
 */
public final class VulkanContext implements AutoCloseable {
    private final @Nullable VulkanInstance instance;
    private final VkPhysicalDevice physicalDevice;
    private final VkDevice device;
    private final VkQueue queue;
    private final int queueFamily;
    private final boolean memoryBudget;
    private boolean closed;

    private VulkanContext(
            @Nullable VulkanInstance instance, VkDevice device, VkQueue queue, int queueFamily, boolean memoryBudget) {
        this.instance = instance;
        this.physicalDevice = device.getPhysicalDevice();
        this.device = device;
        this.queue = queue;
        this.queueFamily = queueFamily;
        this.memoryBudget = memoryBudget;
    }

    /**
     * Opens a device.
     *
     * @param wanted {@link VulkanDevices#ANY}; a kind as {@code cpu} or {@code discrete-gpu}; an
     *     index; or a part of a name
     * @throws NoDeviceException where there is no such device, or none that speaks Vulkan 1.2 with
     *     timeline semaphores
     * @throws DeviceException where the driver refuses
     */
    public static VulkanContext open(String wanted) {
        VulkanInstance instance = VulkanInstance.open();
        try {
            VulkanDevice choice = VulkanDevices.choose(wanted, instance.devices());
            return open(instance, choice);
        } catch (RuntimeException refused) {
            instance.close();
            throw refused;
        }
    }

    /**
     * A device that the caller has opened, and closes.
     *
     * @param queue one that can copy
     * @param queueFamily the queue's family
     * @param memoryBudget whether the device was opened with {@code VK_EXT_memory_budget}
     */
    public static VulkanContext of(VkDevice device, VkQueue queue, int queueFamily, boolean memoryBudget) {
        return new VulkanContext(null, device, queue, queueFamily, memoryBudget);
    }

    private static VulkanContext open(VulkanInstance instance, VulkanDevice choice) {
        VkPhysicalDevice physical = instance.physicalDevice(choice);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            requireTimelines(stack, physical, choice);
            int family = copyingFamily(stack, physical);
            boolean memoryBudget = extensions(physical).contains(EXTMemoryBudget.VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
            VkDeviceQueueCreateInfo.Buffer queues = VkDeviceQueueCreateInfo.calloc(1, stack);
            queues.get(0).sType$Default().queueFamilyIndex(family).pQueuePriorities(stack.floats(1));
            VkPhysicalDeviceVulkan12Features features = VkPhysicalDeviceVulkan12Features.calloc(stack).sType$Default()
                    .timelineSemaphore(true);
            VkDeviceCreateInfo info = VkDeviceCreateInfo.calloc(stack).sType$Default().pNext(features)
                    .pQueueCreateInfos(queues);
            if (memoryBudget) {
                info.ppEnabledExtensionNames(
                        stack.pointers(stack.UTF8(EXTMemoryBudget.VK_EXT_MEMORY_BUDGET_EXTENSION_NAME)));
            }
            PointerBuffer handle = stack.mallocPointer(1);
            Results.require(VK10.vkCreateDevice(physical, info, null, handle), "opening " + choice);
            VkDevice device = new VkDevice(handle.get(0), physical, info);
            VK10.vkGetDeviceQueue(device, family, 0, handle);
            return new VulkanContext(instance, device, new VkQueue(handle.get(0), device), family, memoryBudget);
        }
    }

    private static void requireTimelines(MemoryStack stack, VkPhysicalDevice physical, VulkanDevice choice) {
        VkPhysicalDeviceVulkan12Features features = VkPhysicalDeviceVulkan12Features.calloc(stack).sType$Default();
        if (physical.getCapabilities().Vulkan12) {
            VK11.vkGetPhysicalDeviceFeatures2(physical,
                    VkPhysicalDeviceFeatures2.calloc(stack).sType$Default().pNext(features));
        }
        if (!features.timelineSemaphore()) {
            throw new NoDeviceException("Vulkan device " + choice + " speaks Vulkan " + choice.apiVersion()
                    + " without timeline semaphores: they are needed, and part of Vulkan 1.2");
        }
    }

    /** The first family that computes, draws or copies; each of them can copy. */
    private static int copyingFamily(MemoryStack stack, VkPhysicalDevice physical) {
        IntBuffer count = stack.callocInt(1);
        VK10.vkGetPhysicalDeviceQueueFamilyProperties(physical, count, null);
        VkQueueFamilyProperties.Buffer families = VkQueueFamilyProperties.calloc(count.get(0), stack);
        VK10.vkGetPhysicalDeviceQueueFamilyProperties(physical, count, families);
        int copies = VK10.VK_QUEUE_GRAPHICS_BIT | VK10.VK_QUEUE_COMPUTE_BIT | VK10.VK_QUEUE_TRANSFER_BIT;
        for (int family = 0; family < families.capacity(); family++) {
            if ((families.get(family).queueFlags() & copies) != 0) {
                return family;
            }
        }
        throw new NoDeviceException("the Vulkan device has no queue that can copy");
    }

    private static Set<String> extensions(VkPhysicalDevice physical) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer count = stack.callocInt(1);
            String action = "asking for a Vulkan device's extensions";
            Results.require(
                    VK10.vkEnumerateDeviceExtensionProperties(physical, (String) null, count, null), action);
            VkExtensionProperties.Buffer properties = VkExtensionProperties.calloc(count.get(0));
            try {
                Results.require(
                        VK10.vkEnumerateDeviceExtensionProperties(physical, (String) null, count, properties), action);
                Set<String> names = new HashSet<>();
                properties.forEach(each -> names.add(each.extensionNameString()));
                return names;
            } finally {
                properties.free();
            }
        }
    }

    /** The device as Vulkan's own object, for whoever calls LWJGL. */
    public VkDevice device() {
        return device;
    }

    /** The card under the device. */
    public VkPhysicalDevice physicalDevice() {
        return physicalDevice;
    }

    /** The queue that copies run on; its monitor is held while it is used. */
    public VkQueue queue() {
        return queue;
    }

    /** The family of the queue. */
    public int queueFamily() {
        return queueFamily;
    }

    /** Whether the driver keeps account of budgets. */
    public boolean hasMemoryBudget() {
        return memoryBudget;
    }

    /**
     * Waits for the device and closes it, if it was opened here; the memory over it must be closed
     * before. Harmless a second time.
     */
    @Override
    public void close() {
        if (closed || instance == null) {
            return;
        }
        closed = true;
        VK10.vkDeviceWaitIdle(device);
        VK10.vkDestroyDevice(device, null);
        instance.close();
    }
}
