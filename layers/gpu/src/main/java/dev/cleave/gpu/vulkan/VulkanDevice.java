package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceKind;

/**
 * A device that Vulkan reaches.
 *
 * @param index its place in {@link VulkanDevices#list()}, from 0
 * @param name as its driver calls it
 * @param kind what sort of device it is
 * @param apiVersion the version of Vulkan that it speaks: "1.3.230"
 */
public record VulkanDevice(int index, String name, DeviceKind kind, String apiVersion) {
    /** Index, name and kind in one line. */
    @Override
    public String toString() {
        return index + ": " + name + " (" + VulkanDevices.label(kind) + ")";
    }
}
