package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceInfo;
import dev.cleave.gpu.DeviceLimits;
import dev.cleave.gpu.MemoryHeap;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.MemoryType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceLimits;
import org.lwjgl.vulkan.VkPhysicalDeviceMaintenance3Properties;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;

/** What Vulkan says of a device, in the portable words. */
final class DeviceDescription {
    /** Properties of memory types: Vulkan's bit i is the i-th. */
    private static final MemoryProperty[] BITS = MemoryProperty.values();

    private DeviceDescription() {}

    static DeviceInfo of(VkPhysicalDevice device) {
        VulkanDevice known = VulkanInstance.describe(0, device);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkPhysicalDeviceMemoryProperties memory = VkPhysicalDeviceMemoryProperties.calloc(stack);
            VK10.vkGetPhysicalDeviceMemoryProperties(device, memory);
            return new DeviceInfo("Vulkan", known.apiVersion(), known.name(), known.kind(), limits(stack, device),
                    heaps(memory), types(memory));
        }
    }

    private static DeviceLimits limits(MemoryStack stack, VkPhysicalDevice device) {
        VkPhysicalDeviceMaintenance3Properties sizes =
                VkPhysicalDeviceMaintenance3Properties.calloc(stack).sType$Default();
        VkPhysicalDeviceProperties2 properties = VkPhysicalDeviceProperties2.calloc(stack).sType$Default()
                .pNext(sizes);
        VK11.vkGetPhysicalDeviceProperties2(device, properties);
        VkPhysicalDeviceLimits limits = properties.properties().limits();
        long mostBytes = sizes.maxMemoryAllocationSize();
        return new DeviceLimits(limits.nonCoherentAtomSize(), limits.bufferImageGranularity(), 1,
                mostBytes > 0 ? mostBytes : Long.MAX_VALUE, Integer.toUnsignedLong(limits.maxMemoryAllocationCount()));
    }

    private static List<MemoryHeap> heaps(VkPhysicalDeviceMemoryProperties memory) {
        List<MemoryHeap> heaps = new ArrayList<>();
        for (int i = 0; i < memory.memoryHeapCount(); i++) {
            heaps.add(new MemoryHeap(i, memory.memoryHeaps(i).size(),
                    (memory.memoryHeaps(i).flags() & VK10.VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0));
        }
        return heaps;
    }

    private static List<MemoryType> types(VkPhysicalDeviceMemoryProperties memory) {
        List<MemoryType> types = new ArrayList<>();
        for (int i = 0; i < memory.memoryTypeCount(); i++) {
            int flags = memory.memoryTypes(i).propertyFlags();
            EnumSet<MemoryProperty> properties = EnumSet.noneOf(MemoryProperty.class);
            for (int bit = 0; bit < BITS.length; bit++) {
                if ((flags & 1 << bit) != 0) {
                    properties.add(BITS[bit]);
                }
            }
            types.add(new MemoryType(i, memory.memoryTypes(i).heapIndex(), properties));
        }
        return types;
    }
}
