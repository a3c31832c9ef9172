package dev.cleave.lab.device;

import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.vulkan.VulkanContext;
import dev.cleave.gpu.vulkan.VulkanDevices;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The allocators of device memory that are compared. */
public enum DeviceAllocatorKind {
    /** Cleave's device heap. */
    CLEAVE("cleave", CleaveDevice::new),
    /** VulkanMemoryAllocator. */
    VMA("vma", VmaDevice::new);

    private final String label;
    private final Function<VulkanContext, DeviceAllocator> opener;

    DeviceAllocatorKind(String label, Function<VulkanContext, DeviceAllocator> opener) {
        this.label = label;
        this.opener = opener;
    }

    /** The name that users type. */
    public String label() {
        return label;
    }

    /** The allocator of that name. */
    public static Optional<DeviceAllocatorKind> named(String label) {
        return List.of(values()).stream().filter(each -> each.label.equals(label)).findFirst();
    }

    /** Why none of them can run here; empty where they can. */
    public static Optional<String> refusal() {
        return VulkanDevices.list().isEmpty()
                ? Optional.of("no Vulkan device here: install the driver of your card, or mesa-vulkan-drivers")
                : Optional.empty();
    }

    /**
     * Opens one over the best device that is here, which goes with it.
     *
     * @throws UnsupportedOperationException when it cannot run here, saying why
     */
    public DeviceAllocator open() {
        VulkanContext context;
        try {
            context = VulkanContext.open(VulkanDevices.ANY);
        } catch (NoDeviceException none) {
            throw new UnsupportedOperationException(none.getMessage(), none);
        }
        try {
            return opener.apply(context);
        } catch (RuntimeException failure) {
            context.close();
            throw failure;
        }
    }
}
