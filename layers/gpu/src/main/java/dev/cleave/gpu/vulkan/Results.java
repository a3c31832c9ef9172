package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceLostException;
import dev.cleave.gpu.OutOfDeviceMemoryException;
import java.util.Map;
import org.lwjgl.vulkan.VK10;

/** What Vulkan's calls return: success, or why not. */
final class Results {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(VK10.VK_ERROR_OUT_OF_HOST_MEMORY, "out of host memory"),
            Map.entry(VK10.VK_ERROR_OUT_OF_DEVICE_MEMORY, "out of device memory"),
            Map.entry(VK10.VK_ERROR_INITIALIZATION_FAILED, "initialization failed"),
            Map.entry(VK10.VK_ERROR_DEVICE_LOST, "device lost"),
            Map.entry(VK10.VK_ERROR_MEMORY_MAP_FAILED, "mapping failed"),
            Map.entry(VK10.VK_ERROR_LAYER_NOT_PRESENT, "no such layer"),
            Map.entry(VK10.VK_ERROR_EXTENSION_NOT_PRESENT, "no such extension"),
            Map.entry(VK10.VK_ERROR_FEATURE_NOT_PRESENT, "no such feature"),
            Map.entry(VK10.VK_ERROR_INCOMPATIBLE_DRIVER, "no driver, or an incompatible one"),
            Map.entry(VK10.VK_ERROR_TOO_MANY_OBJECTS, "too many objects"));

    private Results() {}

    /**
     * Lets success pass.
     *
     * @param action what was tried, as a message begins with it
     * @throws DeviceLostException where the device is lost
     * @throws OutOfDeviceMemoryException where memory is short
     * @throws DeviceException for any other code
     */
    static void require(int code, String action) {
        if (code == VK10.VK_SUCCESS) {
            return;
        }
        String message = action + ": " + NAMES.getOrDefault(code, "Vulkan refused") + " (error " + code + ")";
        throw switch (code) {
            case VK10.VK_ERROR_DEVICE_LOST -> new DeviceLostException(message);
            case VK10.VK_ERROR_OUT_OF_DEVICE_MEMORY, VK10.VK_ERROR_OUT_OF_HOST_MEMORY,
                    VK10.VK_ERROR_TOO_MANY_OBJECTS -> new OutOfDeviceMemoryException(message);
            default -> new DeviceException(message);
        };
    }
}
