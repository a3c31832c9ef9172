package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceKind;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;

/** An instance of Vulkan 1.2, and the devices that it reaches. Not thread-safe. */
final class VulkanInstance implements AutoCloseable {
    private final VkInstance instance;
    private final List<VkPhysicalDevice> physical;

    private VulkanInstance(VkInstance instance, List<VkPhysicalDevice> physical) {
        this.instance = instance;
        this.physical = physical;
    }

    /**
     * Opens an instance.
     *
     * @throws dev.cleave.gpu.NoDeviceException where there is no Vulkan
     */
    static VulkanInstance open() {
        requireLibrary();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkApplicationInfo application = VkApplicationInfo.calloc(stack).sType$Default()
                    .pApplicationName(stack.UTF8("Cleave")).apiVersion(VK12.VK_API_VERSION_1_2);
            VkInstanceCreateInfo info = VkInstanceCreateInfo.calloc(stack).sType$Default()
                    .pApplicationInfo(application);
            PointerBuffer handle = stack.mallocPointer(1);
            int code = VK10.vkCreateInstance(info, null, handle);
            if (code == VK10.VK_ERROR_INCOMPATIBLE_DRIVER) {
                throw VulkanDevices.missing("no driver", new IllegalStateException("vkCreateInstance: " + code));
            }
            Results.require(code, "opening Vulkan");
            VkInstance instance = new VkInstance(handle.get(0), info);
            return new VulkanInstance(instance, physicalDevices(instance, stack));
        }
    }

    private static void requireLibrary() {
        try {
            VK.getFunctionProvider();
        } catch (LinkageError | IllegalStateException missing) {
            Throwable cause = missing.getCause() == null ? missing : missing.getCause();
            String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("no library");
            throw VulkanDevices.missing(why, missing);
        }
    }

    private static List<VkPhysicalDevice> physicalDevices(VkInstance instance, MemoryStack stack) {
        IntBuffer count = stack.callocInt(1);
        String action = "asking for Vulkan's devices";
        Results.require(VK10.vkEnumeratePhysicalDevices(instance, count, null), action);
        if (count.get(0) == 0) {
            return List.of();
        }
        PointerBuffer handles = stack.mallocPointer(count.get(0));
        Results.require(VK10.vkEnumeratePhysicalDevices(instance, count, handles), action);
        List<VkPhysicalDevice> devices = new ArrayList<>();
        for (int i = 0; i < count.get(0); i++) {
            devices.add(new VkPhysicalDevice(handles.get(i), instance));
        }
        return devices;
    }

    List<VulkanDevice> devices() {
        List<VulkanDevice> devices = new ArrayList<>();
        for (VkPhysicalDevice each : physical) {
            devices.add(describe(devices.size(), each));
        }
        return List.copyOf(devices);
    }

    VkPhysicalDevice physicalDevice(VulkanDevice device) {
        return physical.get(device.index());
    }

    VkInstance handle() {
        return instance;
    }

    static VulkanDevice describe(int index, VkPhysicalDevice device) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkPhysicalDeviceProperties properties = VkPhysicalDeviceProperties.calloc(stack);
            VK10.vkGetPhysicalDeviceProperties(device, properties);
            DeviceKind[] kinds = DeviceKind.values();
            int kind = properties.deviceType();
            return new VulkanDevice(index, properties.deviceNameString(),
                    kind >= 0 && kind < kinds.length ? kinds[kind] : DeviceKind.OTHER,
                    version(properties.apiVersion()));
        }
    }

    private static String version(int packed) {
        return VK10.VK_VERSION_MAJOR(packed) + "." + VK10.VK_VERSION_MINOR(packed) + "."
                + VK10.VK_VERSION_PATCH(packed);
    }

    @Override
    public void close() {
        VK10.vkDestroyInstance(instance, null);
    }
}
