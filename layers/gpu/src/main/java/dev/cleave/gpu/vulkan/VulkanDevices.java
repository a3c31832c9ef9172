package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.DeviceKind;
import dev.cleave.gpu.NoDeviceException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The Vulkan devices of this machine. Any thread may ask. */
public final class VulkanDevices {
    /** The choice of whatever is there: a card first, the processor last. */
    public static final String ANY = "any";

    private static final String ADVICE =
            ": install the driver of your card, or mesa-vulkan-drivers, which runs Vulkan on the processor";

    /** The best first. */
    private static final List<DeviceKind> PREFERENCE = List.of(DeviceKind.DISCRETE_GPU, DeviceKind.INTEGRATED_GPU,
            DeviceKind.VIRTUAL_GPU, DeviceKind.OTHER, DeviceKind.CPU);

    private VulkanDevices() {}

    /**
     * All devices, in Vulkan's order; none where there is no Vulkan at all. Looked for anew at each
     * call, which takes some ten milliseconds.
     */
    public static List<VulkanDevice> list() {
        try (VulkanInstance instance = VulkanInstance.open()) {
            return instance.devices();
        } catch (NoDeviceException none) {
            return List.of();
        }
    }

    /**
     * One of some devices.
     *
     * @param wanted {@link #ANY}; a kind as {@code cpu} or {@code discrete-gpu}; an index; or a part
     *     of a name, in large or small letters
     * @throws NoDeviceException where there is no such device; the message names those that there are
     */
    static VulkanDevice choose(String wanted, List<VulkanDevice> devices) {
        if (devices.isEmpty()) {
            throw new NoDeviceException("no Vulkan device" + ADVICE);
        }
        String word = wanted.toLowerCase(Locale.ROOT);
        return devices.stream()
                .filter(device -> suits(word, device))
                .min(Comparator.comparingInt(device -> PREFERENCE.indexOf(device.kind())))
                .orElseThrow(() -> new NoDeviceException("no Vulkan device '" + wanted + "': expected any, one of "
                        + List.of(DeviceKind.values()).stream().map(VulkanDevices::label)
                                .collect(Collectors.joining(", "))
                        + ", an index, or a part of a name; there is "
                        + devices.stream().map(VulkanDevice::toString).collect(Collectors.joining(", "))));
    }

    /** What is said where Vulkan itself is not there. */
    static NoDeviceException missing(String why, Throwable cause) {
        return new NoDeviceException("no Vulkan (" + why + ")" + ADVICE, cause);
    }

    private static boolean suits(String word, VulkanDevice device) {
        if (word.equals(ANY) || word.equals(label(device.kind()))) {
            return true;
        }
        boolean isNumber = !word.isEmpty() && word.chars().allMatch(Character::isDigit);
        return isNumber
                ? word.equals(String.valueOf(device.index()))
                : !word.isBlank() && !isKind(word) && device.name().toLowerCase(Locale.ROOT).contains(word);
    }

    private static boolean isKind(String word) {
        return List.of(DeviceKind.values()).stream().anyMatch(kind -> label(kind).equals(word));
    }

    /** A kind in small letters, as {@link #choose} takes it. */
    static String label(DeviceKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
